//! tmp
fn main() {
    let t0 = std::time::Instant::now();
    let r = std::thread::Builder::new().stack_size(256 << 20).spawn(|| lisle_stdlib::image::build()).unwrap().join().unwrap();
    match r { Ok(b) => println!("ok {} bytes {:?}", b.len(), t0.elapsed()), Err(e) => println!("ERR {e}") }
}
