//! Times calls and loops of the interpreter on hand-written bytecode, beside the same programs in Lua if
//! `lua5.4` is installed. `cargo run --release -p lisle-vm --example fib`; with any argument the code is
//! collectable, so that functions are counted.

#![allow(clippy::disallowed_methods, reason = "measuring needs the clock")]

use lisle_vm as vm;
use runtime::sync::Arc;
use runtime::{Runtime, Thread, Value};
use std::process::Command;
use std::time::{Duration, Instant};

const UNIT: &str = r#"unit "bench.clj"
chunk f0
chunk f4

fn f0 "bench$main" captures=0
  arity params=0 registers=2
      const r0, =#fn f1
      def r0, 1, =#'bench/fib
      clear r0
      const r0, =#fn f2
      def r0, 1, =#'bench/tak
      clear r0
      const r0, =#fn f3
      def r0, 1, =#'bench/loop-sum
      return ^r0

fn f1 "bench$fib" captures=0
  arity params=1 registers=5
      jump_not_lt_int r0, 2, @else
      return ^r0
    else:
      sub_int r2, r0, 1
      call_var r1, 1, =#'bench/fib
      sub_int r3, r0, 2
      call_var r2, 1, =#'bench/fib
      add r1, r1, r2
      return ^r1

fn f2 "bench$tak" captures=0
  arity params=3 registers=10
      jump_not_lt r1, r0, @else
      sub_int r5, r0, 1
      copy r6, r1
      copy r7, r2
      call_var r4, 3, =#'bench/tak
      sub_int r6, r1, 1
      copy r7, r2
      copy r8, r0
      call_var r5, 3, =#'bench/tak
      sub_int r7, r2, 1
      copy r8, r0
      copy r9, r1
      call_var r6, 3, =#'bench/tak
      call_var r3, 3, =#'bench/tak
      return ^r3
    else:
      return ^r2

fn f3 "bench$loop_sum" captures=0
  arity params=1 registers=4
      int r1, 0
      int r2, 0
    top:
      jump_not_lt r1, r0, @done
      add r2, r2, r1
      add_int r1, r1, 1
      loop @top
    done:
      return ^r2

fn f4 "bench$fns" captures=0
  arity params=0 registers=3
      var_get r0, =#'bench/fib
      var_get r1, =#'bench/tak
      var_get r2, =#'bench/loop-sum
      vector r0, 3
      return ^r0
"#;

const LUA: [(&str, &str); 3] = [
    (
        "fib 32",
        "local function time(f) local t=os.clock() local r=f() return os.clock()-t end function fib(n) if n < 2 then return n end return fib(n-1)+fib(n-2) end print(time(function() return fib(32) end))",
    ),
    (
        "tak 24 16 8",
        "local function time(f) local t=os.clock() local r=f() return os.clock()-t end function tak(x,y,z) if y < x then return tak(tak(x-1,y,z),tak(y-1,z,x),tak(z-1,x,y)) end return z end print(time(function() return tak(24,16,8) end))",
    ),
    (
        "loop_sum 50M",
        "local function time(f) local t=os.clock() local r=f() return os.clock()-t end function sum(n) local i,acc=0,0 while i < n do acc = acc + i i = i + 1 end return acc end print(time(function() return sum(50000000) end))",
    ),
];

fn lua(program: &str) -> Option<f64> {
    let run = || {
        let out = Command::new("lua5.4").args(["-e", program]).output().ok()?;
        String::from_utf8(out.stdout).ok()?.trim().parse::<f64>().ok()
    };
    (0..5).filter_map(|_| run()).min_by(f64::total_cmp)
}

fn main() {
    let runtime: Arc<Runtime> = Runtime::with_hooks(vm::hooks());
    let mut thread = Thread::new(&runtime);
    thread.enter(|t| {
        let unit = bytecode::asm::assemble(UNIT).expect("the text is right");
        bytecode::verify::verify(&unit).expect("the code is right");
        let unit = vm::load_unit(t, Arc::new(unit), vec![], std::env::args().nth(1).is_none()).expect("loads");
        let fns = vm::run_unit(t, &unit).expect("runs");
        let inputs: [&[i64]; 3] = [&[32], &[24, 16, 8], &[50_000_000]];
        for (i, (name, program)) in LUA.iter().enumerate() {
            let f = runtime::ops::nth(t, &fns, &Value::long(i as i64)).expect("three functions");
            let mut best = Duration::MAX;
            let mut result = Value::NIL;
            for _ in 0..5 {
                let mut args: Vec<Value> = inputs[i].iter().map(|n| Value::long(*n)).collect();
                let start = Instant::now();
                result = t.invoke(&f, &mut args).expect("runs");
                best = best.min(start.elapsed());
            }
            let ours = best.as_secs_f64();
            match lua(program) {
                Some(theirs) => {
                    println!("{name}: {result:?} {ours:.3} s, lua {theirs:.3} s, ratio {:.2}", ours / theirs)
                }
                None => println!("{name}: {result:?} {ours:.3} s"),
            }
        }
    });
}
