//! Models in botocore's format: they give the same code as the same facts in Smithy's, and their
//! defects are reported at a place in the file that was read.

mod diff;
mod ec2;
mod emitted;
mod files;
mod places;
mod support;
