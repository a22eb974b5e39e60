//! Maps, sparse collections, and the lists of ec2Query.

use std::collections::BTreeMap;

use snapshot_ec2::operation::put_names::PutNamesInput;
use snapshot_maps::operation::put_maps::PutMapsInput;
use snapshot_sparse::operation::put_gaps::PutGapsInput;

use crate::{form, read, violations};

#[test]
fn a_map_is_serialized_in_key_order_and_parsed_in_any_order() {
    let input = PutMapsInput::builder()
        .plain("b", "2")
        .plain("a", "1")
        .flat_renamed("k", 3)
        .build();
    let expected = "Plain.entry.1.key=a&Plain.entry.1.value=1&Plain.entry.2.key=b&Plain.entry.2.value=2\
        &F.1.K=k&F.1.V=3";
    assert_eq!(form(&input), expected);
    let xml = "<Needed/><Plain><entry><value>2</value><key>b</key></entry><other/></Plain>\
        <Lists><entry><key>x</key><value><member>1</member><member/></value></entry></Lists>";
    let output = read::<PutMapsInput>(xml);
    assert_eq!(
        output.plain,
        Some(BTreeMap::from([("b".to_owned(), "2".to_owned())]))
    );
    assert!(output.needed.is_empty());
    let lists = output.lists.expect("a map of lists");
    assert_eq!(lists["x"], ["1", ""]);
}

#[test]
fn keys_and_values_of_a_map_are_validated() {
    let input = PutMapsInput::builder()
        .set_plain(Some(BTreeMap::new()))
        .needed("x", "")
        .build();
    let error = violations(&input);
    assert!(
        error.contains("Plain: length 0, expected 1 to 9"),
        "{error}"
    );
    assert!(
        error.contains("Needed[\"x\"]: length 1, expected at least 2"),
        "{error}"
    );
}

#[test]
fn null_values_of_sparse_collections_are_kept() {
    let input = PutGapsInput::builder()
        .names(Some("a".to_owned()))
        .names(None)
        .counts("x", None)
        .build();
    let expected = "Names.member.1=a&Names.member.2=&Counts.entry.1.key=x&Counts.entry.1.value=";
    assert_eq!(form(&input), expected);
    let xml = "<Names><member>a</member><member xsi:nil=\"true\"/></Names>\
        <FlatCounts><key>x</key><value nil=\"true\"/></FlatCounts>\
        <FlatCounts><key>y</key><value>2</value></FlatCounts>";
    let output = read::<PutGapsInput>(xml);
    assert_eq!(output.names, Some(vec![Some("a".to_owned()), None]));
    let counts = output.flat_counts.expect("a flattened map");
    assert_eq!((counts["x"], counts["y"]), (None, Some(2)));
}

#[test]
fn ec2_query_has_its_own_names_and_lists() {
    let input = PutNamesInput::builder()
        .plain("1")
        .renamed("2")
        .queried("3")
        .list("4")
        .set_flat(Some(Vec::new()))
        .build();
    assert_eq!(form(&input), "Plain=1&Other=2&asked=3&List.1=4");
    let xml = "<requestId>r-1</requestId><plain>1</plain><other>2</other><answered>3</answered>\
        <list><item>4</item></list><flat>5</flat>";
    let output = read::<PutNamesInput>(xml);
    assert_eq!(output.request_id(), Some("r-1"));
    assert_eq!((output.renamed(), output.queried()), (Some("2"), Some("3")));
    assert_eq!(
        (output.list(), output.flat()),
        (&["4".to_owned()][..], &["5".to_owned()][..])
    );
}
