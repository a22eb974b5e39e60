//! Lists that are built item by item.

/// The capacity of a list of small items after the first was added: most lists then never grow.
const CAPACITY: usize = 8;

/// The maximum size of a small item in bytes.
const SMALL: usize = 64;

/// Adds an item to the list of a builder.
pub fn push_item<T>(list: &mut Option<Vec<T>>, item: T) {
    let list = list.get_or_insert_default();
    if list.capacity() == 0 && size_of::<T>() <= SMALL {
        list.reserve_exact(CAPACITY);
    }
    list.push(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_small_items_has_room_for_several_after_the_first() {
        let mut list = None;
        for item in 0..100_u32 {
            push_item(&mut list, item);
            if item < 8 {
                assert_eq!(list.as_ref().map(Vec::capacity), Some(8));
            }
        }
        assert_eq!(list, Some((0..100).collect()));
    }

    #[test]
    fn large_items_have_room_as_in_any_vector() {
        let (mut list, mut plain) = (None, Vec::new());
        push_item(&mut list, [0_u8; SMALL + 1]);
        plain.push([0_u8; SMALL + 1]);
        assert_eq!(list.as_ref().map(Vec::capacity), Some(plain.capacity()));
    }
}
