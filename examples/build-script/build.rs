//! Generates the module `pinboard` from its model.

fn main() -> Result<(), querysmith_codegen::Diagnostics> {
    querysmith_codegen::Builder::new()
        .model("model/pinboard.json")
        .overlay("model/pinboard.overlay.json")
        .generate()?;
    Ok(())
}
