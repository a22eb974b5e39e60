//! Pagination with invalid tokens, items or page sizes.

use serde_json::json;

use super::support::{INPUT, Model, OPERATION, PARCEL, SERVICE, base};

fn paginated(value: serde_json::Value) -> Model {
    base()
        .set(
            &format!("{INPUT}/members/Marker"),
            json!({"target": "smithy.api#String"}),
        )
        .set(
            &format!("{PARCEL}/members/Marker"),
            json!({"target": "smithy.api#String"}),
        )
        .set(
            &format!("{PARCEL}/members/Labels"),
            json!({"target": "example#Labels"}),
        )
        .set(&format!("{OPERATION}/traits/smithy.api#paginated"), value)
}

#[test]
fn valid_pagination_is_accepted() {
    let value = json!({"inputToken": "Marker", "outputToken": "Parcel.Marker", "items": "Parcel.Labels", "pageSize": "Grams"});
    paginated(value).is_accepted();
}

#[test]
fn pagination_defaults_of_the_service_apply_to_operations() {
    let defaults = json!({"inputToken": "Marker", "outputToken": "Parcel.Marker"});
    let model = paginated(json!({"items": "Parcel.Labels"}));
    model
        .set(&format!("{SERVICE}/traits/smithy.api#paginated"), defaults)
        .is_accepted();
}

#[test]
fn pagination_without_tokens() {
    paginated(json!({"items": "Parcel.Labels"})).is_refused_with(
        "\
error: `inputToken` is missing
  at:       example#SendParcel/smithy.api#paginated  (model.json)
  found:    an object with: items
  expected: an object with `inputToken`

error: `outputToken` is missing
  at:       example#SendParcel/smithy.api#paginated  (model.json)
  found:    an object with: items
  expected: an object with `outputToken`
",
    );
}

#[test]
fn members_that_do_not_exist() {
    let value = json!({"inputToken": "Marke", "outputToken": "Parcel.Token", "items": "Parcels", "pageSize": "Parcel.Size"});
    paginated(value).is_refused_with(
        "\
error: a path names a member that does not exist
  at:       example#SendParcel/smithy.api#paginated/inputToken  (model.json)
  found:    Marke
  expected: the name of a member of SendParcelRequest
  help:     did you mean Marker?

error: a path names a member that does not exist
  at:       example#SendParcel/smithy.api#paginated/items  (model.json)
  found:    Parcels
  expected: the name of a member of SendParcelResponse
  help:     did you mean Parcel?

error: a path names a member that does not exist
  at:       example#SendParcel/smithy.api#paginated/outputToken  (model.json)
  found:    Token
  expected: the name of a member of Parcel

error: a path names a member that does not exist
  at:       example#SendParcel/smithy.api#paginated/pageSize  (model.json)
  found:    Parcel.Size
  expected: the name of a member of SendParcelRequest
",
    );
}

#[test]
fn a_path_through_a_string() {
    let value = json!({"inputToken": "Marker", "outputToken": "Parcel.Id.Marker"});
    paginated(value).is_refused_with(
        "\
error: a path continues into a value without members
  at:       example#SendParcel/smithy.api#paginated/outputToken  (model.json)
  found:    Parcel.Id.Marker, where Id is not a structure
  expected: structures up to the last name of the path
",
    );
}

#[test]
fn members_of_the_wrong_type() {
    let value = json!({"inputToken": "Marker", "outputToken": "Parcel", "items": "Parcel.Id", "pageSize": "Marker"});
    paginated(value).is_refused_with(
        "\
error: paginated items that are neither a list nor a map
  at:       example#SendParcel/smithy.api#paginated/items  (model.json)
  found:    a member that is neither a list nor a map
  expected: the path of a list or a map in the output

error: a pagination token that cannot be passed on
  at:       example#SendParcel/smithy.api#paginated/outputToken  (model.json)
  found:    a member that is neither a string nor an integer
  expected: inputToken and outputToken of the same type, a string or an integer

error: a page size that is not an integer
  at:       example#SendParcel/smithy.api#paginated/pageSize  (model.json)
  found:    a member that is not an integer
  expected: the name of a byte, short, integer or long in the input
",
    );
}

#[test]
fn tokens_of_different_types() {
    paginated(json!({"inputToken": "Grams", "outputToken": "Parcel.Marker"})).is_refused_with(
        "\
error: a pagination token that cannot be passed on
  at:       example#SendParcel/smithy.api#paginated/outputToken  (model.json)
  found:    members of different types
  expected: inputToken and outputToken of the same type, a string or an integer
",
    );
}

#[test]
fn pagination_that_is_not_an_object() {
    paginated(json!([])).is_refused_with(
        "\
error: wrong type of value
  at:       example#SendParcel/smithy.api#paginated  (model.json)
  found:    an empty array
  expected: an object
",
    );
}
