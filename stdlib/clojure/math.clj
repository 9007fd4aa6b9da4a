;; clojure.math: the functions of java.lang.Math as functions of Clojure. Arguments of any number type are
;; taken as doubles, or as longs where only longs make sense.
(ns clojure.math
  "Functions and constants of java.lang.Math."
  {:author "The Lisle authors"})

(def ^{:doc "The base of the natural logarithms." :const true :added "1.11"} E Math/E)

(def ^{:doc "The circumference of a circle by its diameter." :const true :added "1.11"} PI Math/PI)

(defn sin "The sine of an angle in radians." {:added "1.11"} [a] (Math/sin (double a)))

(defn cos "The cosine of an angle in radians." {:added "1.11"} [a] (Math/cos (double a)))

(defn tan "The tangent of an angle in radians." {:added "1.11"} [a] (Math/tan (double a)))

(defn asin
  "The angle from -pi/2 to pi/2 whose sine is a; NaN if there is none."
  {:added "1.11"}
  [a] (Math/asin (double a)))

(defn acos
  "The angle from 0 to pi whose cosine is a; NaN if there is none."
  {:added "1.11"}
  [a] (Math/acos (double a)))

(defn atan "The angle from -pi/2 to pi/2 whose tangent is a." {:added "1.11"} [a] (Math/atan (double a)))

(defn to-radians
  "The angle in radians of an angle in degrees."
  {:added "1.11"}
  [deg] (Math/toRadians (double deg)))

(defn to-degrees "The angle in degrees of an angle in radians." {:added "1.11"} [r] (Math/toDegrees (double r)))

(defn exp "e to the power of a." {:added "1.11"} [a] (Math/exp (double a)))

(defn log "The natural logarithm of a; NaN for negative numbers." {:added "1.11"} [a] (Math/log (double a)))

(defn log10 "The logarithm of a with base 10." {:added "1.11"} [a] (Math/log10 (double a)))

(defn sqrt "The square root of a; NaN for negative numbers." {:added "1.11"} [a] (Math/sqrt (double a)))

(defn cbrt "The cube root of a." {:added "1.11"} [a] (Math/cbrt (double a)))

(defn IEEE-remainder
  "The remainder as IEEE 754 has it: the quotient is rounded to the nearest integer, to the even one of two."
  {:added "1.11"}
  [dividend divisor] (Math/IEEEremainder (double dividend) (double divisor)))

(defn ceil "The least double not below a that is an integer." {:added "1.11"} [a] (Math/ceil (double a)))

(defn floor "The greatest double not above a that is an integer." {:added "1.11"} [a] (Math/floor (double a)))

(defn rint
  "The double nearest to a that is an integer, the even one of two."
  {:added "1.11"}
  [a] (Math/rint (double a)))

(defn atan2
  "The angle of the point (x, y) seen from the origin, from -pi to pi."
  {:added "1.11"}
  [y x] (Math/atan2 (double y) (double x)))

(defn pow "a to the power of b." {:added "1.11"} [a b] (Math/pow (double a) (double b)))

(defn round
  "The long nearest to a, the greater one of two; 0 for NaN, and the ends of the range for what lies beyond."
  {:added "1.11"}
  [a] (Math/round (double a)))

(defn random "A random double, at least 0.0 and below 1.0." {:added "1.11"} [] (Math/random))

(defn add-exact
  "The sum of two longs; an ArithmeticException on overflow."
  {:added "1.11"}
  [x y] (Math/addExact (long x) (long y)))

(defn subtract-exact
  "The difference of two longs; an ArithmeticException on overflow."
  {:added "1.11"}
  [x y] (Math/subtractExact (long x) (long y)))

(defn multiply-exact
  "The product of two longs; an ArithmeticException on overflow."
  {:added "1.11"}
  [x y] (Math/multiplyExact (long x) (long y)))

(defn increment-exact
  "A long plus one; an ArithmeticException on overflow."
  {:added "1.11"}
  [a] (Math/incrementExact (long a)))

(defn decrement-exact
  "A long minus one; an ArithmeticException on overflow."
  {:added "1.11"}
  [a] (Math/decrementExact (long a)))

(defn negate-exact
  "A long negated; an ArithmeticException on overflow."
  {:added "1.11"}
  [a] (Math/negateExact (long a)))

(defn floor-div
  "The quotient of two longs, rounded towards negative infinity."
  {:added "1.11"}
  [x y] (Math/floorDiv (long x) (long y)))

(defn floor-mod
  "The modulus that belongs to floor-div; it has the sign of y."
  {:added "1.11"}
  [x y] (Math/floorMod (long x) (long y)))

(defn ulp "The distance from d to the next double of greater magnitude." {:added "1.11"} [d] (Math/ulp (double d)))

(defn signum
  "1.0 for positive numbers, -1.0 for negative ones, and zeros and NaN as they are."
  {:added "1.11"}
  [d] (Math/signum (double d)))

(defn sinh "The hyperbolic sine of x." {:added "1.11"} [x] (Math/sinh (double x)))

(defn cosh "The hyperbolic cosine of x." {:added "1.11"} [x] (Math/cosh (double x)))

(defn tanh "The hyperbolic tangent of x." {:added "1.11"} [x] (Math/tanh (double x)))

(defn hypot
  "The square root of x² + y², without overflow on the way."
  {:added "1.11"}
  [x y] (Math/hypot (double x) (double y)))

(defn expm1
  "e to the power of x, minus one; exact where x is close to 0."
  {:added "1.11"}
  [x] (Math/expm1 (double x)))

(defn log1p
  "The natural logarithm of x plus one; exact where x is close to 0."
  {:added "1.11"}
  [x] (Math/log1p (double x)))

(defn copy-sign
  "A double with the magnitude of one number and the sign of another."
  {:added "1.11"}
  [magnitude sign] (Math/copySign (double magnitude) (double sign)))

(defn get-exponent "The binary exponent of a double." {:added "1.11"} [d] (Math/getExponent (double d)))

(defn next-after
  "The double next to start in the direction of another."
  {:added "1.11"}
  [start direction] (Math/nextAfter (double start) (double direction)))

(defn next-up "The next double above d." {:added "1.11"} [d] (Math/nextUp (double d)))

(defn next-down "The next double below d." {:added "1.11"} [d] (Math/nextDown (double d)))

(defn scalb
  "d times two to the power of scale-factor."
  {:added "1.11"}
  [d scaleFactor] (Math/scalb (double d) (int scaleFactor)))
