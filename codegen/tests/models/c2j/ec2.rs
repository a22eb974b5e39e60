//! The names of ec2: capitalized in requests, unless `queryName` is another.

use serde_json::json;

use super::support::{assert_same, emitted, single};

#[test]
fn names_in_requests_of_ec2_follow_query_name() {
    let c2j = json!({
        "version": "2.0",
        "metadata": {
            "apiVersion": "2026-01-01", "endpointPrefix": "fleet", "protocol": "ec2",
            "serviceId": "Fleet", "signatureVersion": "v4",
        },
        "operations": {
            "Launch": {
                "name": "Launch",
                "input": { "shape": "LaunchRequest" },
                "output": { "shape": "LaunchResult", "locationName": "launch" },
            },
        },
        "shapes": {
            "LaunchRequest": { "type": "structure", "members": {
                "ShipId": { "shape": "String", "locationName": "shipId" },
                "Addresses": {
                    "shape": "Addresses", "locationName": "addressesSet", "queryName": "Addresses",
                },
            } },
            "LaunchResult": { "type": "structure", "members": {
                "ShipIds": { "shape": "Addresses", "locationName": "shipIdSet" },
            } },
            "Addresses": {
                "type": "list", "member": { "shape": "String", "locationName": "item" },
            },
            "String": { "type": "string" },
        },
    });
    let string = "smithy.api#String";
    let smithy = json!({
        "smithy": "2.0",
        "shapes": {
            "a#Fleet": {
                "type": "service", "version": "2026-01-01", "operations": [{ "target": "a#Launch" }],
                "traits": {
                    "aws.api#service": { "sdkId": "Fleet" }, "aws.auth#sigv4": { "name": "fleet" },
                    "aws.protocols#ec2Query": {},
                },
            },
            "a#Launch": {
                "type": "operation", "input": { "target": "a#LaunchRequest" },
                "output": { "target": "a#LaunchResult" },
            },
            "a#LaunchRequest": { "type": "structure", "members": {
                "ShipId": { "target": string, "traits": { "smithy.api#xmlName": "shipId" } },
                "Addresses": { "target": "a#Addresses", "traits": {
                    "smithy.api#xmlName": "addressesSet", "aws.protocols#ec2QueryName": "Addresses",
                } },
            } },
            "a#LaunchResult": { "type": "structure", "members": {
                "ShipIds": {
                    "target": "a#Addresses", "traits": { "smithy.api#xmlName": "shipIdSet" },
                },
            } },
            "a#Addresses": { "type": "list", "member": {
                "target": string, "traits": { "smithy.api#xmlName": "item" },
            } },
        },
    });
    let code = emitted(&single(&c2j.to_string()));
    assert_same(&code, &emitted(&single(&smithy.to_string())));
    let sent = &code["src/operation/launch.rs"];
    assert!(
        sent.contains("\"ShipId\"") && sent.contains("\"Addresses\""),
        "{sent}"
    );
    assert!(!sent.contains("\"addressesSet\""), "{sent}");
}
