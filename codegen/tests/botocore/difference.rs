//! The kinds of facts in which the two forms of a model differ, each with its reason.

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Difference {
    Constraint,
    Default,
    EndpointRules,
    EndpointTests,
    EnumNames,
    EnumValues,
    Error,
    ErrorsOfOperation,
    Member,
    MemberOrder,
    Operation,
    Paginator,
    Required,
    Target,
    Waiter,
}

impl Difference {
    pub(crate) const ALL: [Difference; 15] = [
        Difference::Constraint,
        Difference::Default,
        Difference::EndpointRules,
        Difference::EndpointTests,
        Difference::EnumNames,
        Difference::EnumValues,
        Difference::Error,
        Difference::ErrorsOfOperation,
        Difference::Member,
        Difference::MemberOrder,
        Difference::Operation,
        Difference::Paginator,
        Difference::Required,
        Difference::Target,
        Difference::Waiter,
    ];

    pub(crate) fn reason(self) -> &'static str {
        match self {
            Difference::Constraint => {
                "the older model has other bounds or another pattern, or does not say that a shape is sensitive"
            }
            Difference::Default => {
                "botocore's format has no defaults and no clientOptional: an absent value stays absent"
            }
            Difference::EndpointRules => "the rule sets are of different ages",
            Difference::EndpointTests => "botocore's package has no endpoint tests",
            Difference::EnumNames => {
                "botocore's format has only the values of an enum, from which names are derived"
            }
            Difference::EnumValues => "the newer model has more values",
            Difference::Error => "the newer model gives an error another status or fault",
            Difference::ErrorsOfOperation => "an operation of the newer model has more errors",
            Difference::Member => {
                "the newer model has more members, and AWS adds a message to errors of its Smithy models"
            }
            Difference::MemberOrder => "the models list the same members in another order",
            Difference::Operation => "the newer model has more operations",
            Difference::Paginator => {
                "AWS's Smithy models and botocore's are given other paginators by their maintainers"
            }
            Difference::Required => "the newer model requires fewer or other members",
            Difference::Target => {
                "a member has another shape of the same type, or a shape whose name differs only in case"
            }
            Difference::Waiter => "a waiter was added to one of the models only",
        }
    }
}
