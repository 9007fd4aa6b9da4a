//! Units for tests: one of everything, as text.

use crate::asm::assemble;
use crate::code::Unit;

/// A unit that verifies and uses every kind of constant, operand and table.
pub(crate) const EVERYTHING: &str = r##"unit "user.clj"
source "src/user.clj" 0x00000000deadbeef
require "clojure.core" 0x0000000000000001
require "my.lib" 0xffffffffffffffff
k0 = nil
k1 = true
k2 = false
k3 = -42
k4 = #int 7
k5 = #short -7
k6 = #byte 1
k7 = 1.5
k8 = -0.0
k9 = 1e300
k10 = ##Inf
k11 = ##-Inf
k12 = ##NaN
k13 = #double 0x7ff8000000000001
k14 = #float 1.5
k15 = #float 0x7fc00000
k16 = \a
k17 = \u0020
k18 = "text; \"quoted\" \\ \n\t\r λ \u{d800} \u{0}"
k19 = sym
k20 = ns.x/sym*
k21 = #symbol ["a b"]
k22 = #symbol ["clojure.core" "/"]
k23 = :key
k24 = :my.ns/key
k25 = #keyword ["" "λ"]
k26 = 123456789012345678901234567890N
k27 = -1/3
k28 = 1.50M
k29 = 1E+3M
k30 = #regex "a+\\d"
k31 = #uuid "00112233-4455-6677-8899-aabbccddeeff"
k32 = #inst [1700000000000 5000000]
k33 = (1 (2 "x") ())
k34 = [1 2.0 :a]
k35 = {:a 1, "b" [2]}
k36 = #{1 2}
k37 = ^{:tag String} [x]
k38 = #'user/foo
k39 = #var ["clojure.core" "/"]
k40 = #class "java.lang.String"
k41 = #native "first"
k42 = #method ["toUpperCase" "java.lang.String"]
k43 = #field ["x"]
k44 = #member ["x"]
k45 = #static ["java.lang.Math" "abs"]
k46 = #fn f2
k47 = #reify ["user$reify__1" ["java.lang.Runnable"] [["run" 0] ["call" 0]] {:line 1}]
k48 = #ns "user"
k49 = #tagged [my/tag {:x 1}]
k50 = #record ["user.Point" {:x 1, :y 2}]
k51 = #symbol ["nil"]
k52 = #reify ["user$reify__2" [] []]
k53 = -
k54 = #symbol ["-1"]
chunk f0
chunk f2

fn f0 "user$eval1" captures=0
  arity params=0 registers=6
    local r0 "n" @2 @9
    s0 = k3 @8, k23 @10, else @12
    handler @1 @4 -> @12 exception=r1 base=r1
    line 1:1
      0 var_get r0, k38                  ; #'user/foo
    line 2:3
      1 copy r1, r0
      2 call_native r1, 1, k41           ; #native "first"
      3 closure r1, f1                   ; user$eval1$fn__2
      4 nil r1
      5 jump_not_lt_int r0, 10, @12
      6 const r2, k18                    ; "text; \"quoted\" \\ \n\t\r λ \u{d800} \u{0}"
      7 switch ^r2, s0                   ; 2 cases, else @12
      8 add_int r0, r0, -1
      9 loop @4
    line 3:1
     10 add r0, ^r0, r1
     11 return ^r0
     12 return ^r1

fn f1 "user$eval1$fn__2" captures=1 once
  arity params=1 registers=4
      0 capture r1, c0
      1 jump_if_not ^r0, @3
      2 jump @5
      3 call_var r2, 0, k38              ; #'user/foo
      4 return ^r2
      5 throw ^r1
  arity params=1 variadic registers=5
      0 self r2
      1 move r3, ^r0
      2 move r4, ^r1
      3 apply r2, 2
      4 int r3, -100000
      5 instance r3, ^r3, k40            ; #class "java.lang.String"
      6 invoke r2, 0, k43                ; #field ["x"]
      7 get_kw r2, ^r2, k23              ; :key
      8 map r2, 1
      9 return ^r2

fn f2 "user$foo" captures=0
  arity params=0 registers=3
      0 true r0
      1 nil r1
      2 def r0, 3, k38                   ; #'user/foo
      3 closure r1, f2                   ; user$foo
      4 copy r2, r1
      5 reify r1, 2, k47                 ; #reify ["user$reify__1" ["java.lang.Runnable"] [["run" 0] ["...
      6 set_field r1, r0, 0
      7 static_field r2, k45             ; #static ["java.lang.Math" "abs"]
      8 clear r2
      9 return ^r1
"##;

/// [`EVERYTHING`] assembled.
pub(crate) fn everything() -> Unit {
    assemble(EVERYTHING).unwrap_or_else(|error| panic!("{error}"))
}

/// Reproducible pseudo-random numbers.
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
