//! A new migration is compiled in even though no source file names it.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
