//! `RT`, `Util`, `Numbers`, `Murmur3`, `Compiler` and `Reflector`: Clojure's internals that programs call anyway.
//!
//! Most rows are a function of `clojure.core` under its Java name.

use crate::host::clojure::interfaces::core_value;
use crate::host::clojure::statics;
use crate::host::hierarchy::class;
use crate::host::lang::class::{class_arg, find_class};
use crate::host::lang::string::core_call;
use crate::host::support::*;
use crate::loader::{self, Loaders};
use compiler::diagnostic::{Phase, Position, compiler_exception};
use runtime::array::Array;
use runtime::class::{Class, ClassDef, FieldFn, munge};
use runtime::coll::map;
use runtime::equality::{equiv, java_equals};
use runtime::error::{Error, ExceptionKind, Result, Throwable};
use runtime::function::NativeDef;
use runtime::hash::{combine, hash_ordered, hash_unordered, hasheq, java_hash_code, murmur3};
use runtime::keyword::Keyword;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Ref, Thread, Value, ops, seq};
use vm::loader::{Level, Loader};

/// A static method that is a function of `clojure.core`.
macro_rules! core_fns {
    ($($name:literal $min:literal $max:literal $function:literal;)*) => {
        &[$( g($name, $min, $max, |t, a| core_call(t, $function, a)), )*]
    };
}

fn rt_var(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (ns, name) = (Symbol::parse(&text_arg(&a[0])?), Symbol::parse(&text_arg(&a[1])?));
    let ns = t.runtime.namespaces.find_or_create(&ns);
    let var = match ns.find_var(name.name_str()) {
        Some(var) => var,
        None => ns.intern_replacing(&name),
    };
    if let Some(init) = a.get(2) {
        runtime::reference::var::bind_root(t, &var, init.clone())?;
    }
    Ok(var.into())
}

/// `RT.map(array)` of alternating keys and values.
fn rt_map(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = match a {
        [one] => seq::to_vec(t, one)?,
        _ => a.iter_mut().map(Value::take).collect(),
    };
    let pairs = items.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    map::from_pairs(t, pairs)
}

fn rt_vector(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = match a {
        [one] if one.get::<Array>().is_some() => seq::to_vec(t, one)?,
        _ => a.iter_mut().map(Value::take).collect(),
    };
    runtime::coll::vector::build(t, items).map(Value::from)
}

fn class_for_name(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    find_class(t, &text_arg(&a[0])?).map(Value::from)
}

fn make_loader(t: &mut Thread) -> Result<Value> {
    let parent = loader::current(t);
    Ok(Loader::new_value(Level::Dynamic, Some(&parent)))
}

const RT: &[NativeDef] = core_fns! {
    "get" 2 3 "get";
    "contains" 2 2 "contains?";
    "find" 2 2 "find";
    "assoc" 3 3 "assoc";
    "dissoc" 2 2 "dissoc";
    "first" 1 1 "first";
    "second" 1 1 "second";
    "next" 1 1 "next";
    "more" 1 1 "rest";
    "seq" 1 1 "seq";
    "cons" 2 2 "cons";
    "conj" 2 2 "conj";
    "peek" 1 1 "peek";
    "pop" 1 1 "pop";
    "keys" 1 1 "keys";
    "vals" 1 1 "vals";
    "meta" 1 1 "meta";
    "subvec" 3 3 "subvec";
    "toArray" 1 1 "to-array";
    "seqToArray" 1 1 "to-array";
    "object_array" 1 1 "object-array";
    "aget" 2 2 "aget";
    "aset" 3 3 "aset";
    "aclone" 1 1 "aclone";
    "alength" 1 1 "alength";
    "length" 1 1 "count";
    "list" 0 5 "list";
    "listStar" 1 255 "list*";
    "intCast" 1 1 "int";
    "longCast" 1 1 "long";
    "shortCast" 1 1 "short";
    "byteCast" 1 1 "byte";
    "charCast" 1 1 "char";
    "doubleCast" 1 1 "double";
    "floatCast" 1 1 "float";
    "booleanCast" 1 1 "boolean";
    "uncheckedIntCast" 1 1 "unchecked-int";
    "uncheckedLongCast" 1 1 "unchecked-long";
    "uncheckedByteCast" 1 1 "unchecked-byte";
    "uncheckedShortCast" 1 1 "unchecked-short";
    "uncheckedCharCast" 1 1 "unchecked-char";
    "uncheckedDoubleCast" 1 1 "unchecked-double";
    "uncheckedFloatCast" 1 1 "unchecked-float";
    "printString" 1 1 "pr-str";
    "readString" 1 1 "read-string";
    "isReduced" 1 1 "reduced?";
    "canSeq" 1 1 "seqable?";
    "assocN" 3 3 "assoc";
    "chunkIteratorSeq" 1 1 "iterator-seq";
    "seqToTypedArray" 1 2 "into-array";
    "arrayToList" 1 1 "seq";
    "load" 1 1 "load";
};

const RT_OWN: &[NativeDef] = &[
    f("third", 1, |t, a| ops::nth_or(t, &a[0], &Value::int(2), Value::NIL)),
    f("fourth", 1, |t, a| ops::nth_or(t, &a[0], &Value::int(3), Value::NIL)),
    f("seqToPassedArray", 2, |t, a| {
        let items = Array::of_values(seq::to_vec(t, &a[0])?);
        let n = Value::long(items.get::<Array>().map_or(0, Array::len) as i64);
        let mut args = [items, Value::int(0), a[1].clone(), Value::int(0), n];
        let system = t.runtime.classes.intern("java.lang.System");
        invoke_static(t, &system, "arraycopy", std::mem::take(&mut args).into())?;
        Ok(a[1].take())
    }),
    f("classForName", 3, class_for_name),
    f("errPrintWriter", 0, |t, _| core_value(t, "*err*")),
    f("suppressRead", 0, |_, _| bool_(false)),
    f("readString", 2, |t, a| {
        let mut args = [a[1].take(), a[0].take()];
        core_call(t, "read-string", &mut args)
    }),
    f("getResource", 2, |t, a| crate::host::lang::resources::first_url(t, &text_arg(&a[1])?)),
    f("resourceAsStream", 2, |t, a| crate::host::lang::resources::stream(t, &text_arg(&a[1])?)),
    f("loadLibrary", 1, |t, a| core_call(t, "load", a)),
    f("loadResourceScript", 1, |t, a| {
        let name = text_arg(&a[0])?;
        let stem = name.trim_end_matches(".cljc").trim_end_matches(".clj").to_owned();
        core_call(t, "load", &mut [Value::str(&format!("/{stem}"))])
    }),
    f("count", 1, |t, a| int(ops::count(t, &a[0])?)),
    f("nth", 2, |t, a| ops::nth(t, &a[0], &a[1])),
    f("nth", 3, |t, a| {
        let default = a[2].take();
        ops::nth_or(t, &a[0], &a[1], default)
    }),
    g("var", 2, 3, rt_var),
    g("map", 0, 255, rt_map),
    g("mapUniqueKeys", 0, 255, rt_map),
    g("vector", 0, 255, rt_vector),
    f("set", 1, |t, a| core_call(t, "set", a)),
    f("keyword", 2, |t, a| core_call(t, "keyword", a)),
    f("box", 1, |_, a| Ok(a[0].take())),
    f("classForName", 1, class_for_name),
    f("classForNameNonLoading", 1, class_for_name),
    f("loadClassForName", 1, class_for_name),
    f("baseLoader", 0, |t, _| Ok(loader::current(t))),
    f("makeClassLoader", 0, |t, _| make_loader(t)),
    f("nextID", 0, |t, _| Ok(Value::int(t.runtime.next_id() as i32))),
    f("iter", 1, |t, a| crate::host::util::iterator::over(t, &a[0])),
    f("init", 0, |_, _| void()),
    f("boundedLength", 2, |t, a| {
        let (limit, mut n) = (i64::from(int_arg(&a[1])?), 0);
        seq::for_each(t, &a[0], |_, _| {
            n += 1;
            Ok(if n > limit { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) })
        })?;
        Ok(Value::int(n as i32))
    }),
];

/// The var of a name in `clojure.core`.
fn core_var(t: &mut Thread, name: &str) -> Result<Value> {
    let var = t.runtime.namespaces.find("clojure.core").and_then(|core| core.find_var(name));
    Ok(var.map_or(Value::NIL, Value::from))
}

// Util

fn sneaky_throw(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a[0].as_ref::<Throwable>() {
        Some(exception) => Err(Error(exception.clone())),
        None => Err(Error::null_pointer()),
    }
}

fn runtime_exception(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let message = a[0].take();
    let cause = a.get_mut(1).map_or(Value::NIL, Value::take);
    let kind = runtime::error::ThrowableClass::Known(ExceptionKind::RuntimeException);
    Ok(Error::build(kind, message, cause, Value::NIL).0.into())
}

/// `Util.equals`: nil is equal to nil.
fn equals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].is_nil() || a[1].is_nil() {
        return bool_(a[0].is_nil() && a[1].is_nil());
    }
    java_equals(t, &a[0], &a[1]).map(Value::bool)
}

const UTIL: &[NativeDef] = &[
    f("equiv", 2, |t, a| equiv(t, &a[0], &a[1]).map(Value::bool)),
    f("pcequiv", 2, |t, a| equiv(t, &a[0], &a[1]).map(Value::bool)),
    f("equals", 2, equals),
    f("identical", 2, |_, a| bool_(a[0].identical(&a[1]))),
    f("hash", 1, |t, a| if a[0].is_nil() { Ok(Value::int(0)) } else { java_hash_code(t, &a[0]).map(Value::int) }),
    f("hasheq", 1, |t, a| hasheq(t, &a[0]).map(Value::int)),
    f("hashCombine", 2, |_, a| Ok(Value::int(combine(int_arg(&a[0])?, int_arg(&a[1])?)))),
    f("compare", 2, |t, a| runtime::compare::compare_int(t, &a[0], &a[1]).map(Value::int)),
    f("classOf", 1, |t, a| core_call(t, "class", a)),
    f("clearCache", 2, |_, _| void()),
    f("isInteger", 1, |_, a| bool_(runtime::number::is_integer(&a[0]))),
    f("isPrimitive", 1, |_, a| {
        bool_(a[0].as_ref::<Class>().is_some_and(|c| crate::host::lang::class::is_primitive(c.name_str())))
    }),
    f("sneakyThrow", 1, sneaky_throw),
    g("runtimeException", 1, 2, runtime_exception),
    f("ret1", 2, |_, a| Ok(a[0].take())),
];

// Numbers

const NUMBERS: &[NativeDef] = core_fns! {
    "add" 2 2 "+";
    "addP" 2 2 "+'";
    "minus" 1 2 "-";
    "minusP" 1 2 "-'";
    "multiply" 2 2 "*";
    "multiplyP" 2 2 "*'";
    "divide" 2 2 "/";
    "inc" 1 1 "inc";
    "incP" 1 1 "inc'";
    "dec" 1 1 "dec";
    "decP" 1 1 "dec'";
    "quotient" 2 2 "quot";
    "remainder" 2 2 "rem";
    "isZero" 1 1 "zero?";
    "isPos" 1 1 "pos?";
    "isNeg" 1 1 "neg?";
    "lt" 2 2 "<";
    "lte" 2 2 "<=";
    "gt" 2 2 ">";
    "gte" 2 2 ">=";
    "equiv" 2 2 "==";
    "max" 2 2 "max";
    "min" 2 2 "min";
    "abs" 1 1 "abs";
    "num" 1 1 "num";
    "not" 1 1 "bit-not";
    "and" 2 2 "bit-and";
    "or" 2 2 "bit-or";
    "xor" 2 2 "bit-xor";
    "andNot" 2 2 "bit-and-not";
    "setBit" 2 2 "bit-set";
    "clearBit" 2 2 "bit-clear";
    "flipBit" 2 2 "bit-flip";
    "testBit" 2 2 "bit-test";
    "shiftLeft" 2 2 "bit-shift-left";
    "shiftRight" 2 2 "bit-shift-right";
    "unsignedShiftRight" 2 2 "unsigned-bit-shift-right";
    "unchecked_add" 2 2 "unchecked-add";
    "unchecked_minus" 1 1 "unchecked-negate";
    "unchecked_minus" 2 2 "unchecked-subtract";
    "unchecked_multiply" 2 2 "unchecked-multiply";
    "unchecked_inc" 1 1 "unchecked-inc";
    "unchecked_dec" 1 1 "unchecked-dec";
    "unchecked_int_add" 2 2 "unchecked-add-int";
    "unchecked_int_subtract" 2 2 "unchecked-subtract-int";
    "unchecked_int_multiply" 2 2 "unchecked-multiply-int";
    "compare" 2 2 "compare";
    "equal" 2 2 "=";
    "toRatio" 1 1 "rationalize";
    "unchecked_int_divide" 2 2 "unchecked-divide-int";
    "unchecked_int_remainder" 2 2 "unchecked-remainder-int";
    "unchecked_int_inc" 1 1 "unchecked-inc-int";
    "unchecked_int_dec" 1 1 "unchecked-dec-int";
    "unchecked_int_negate" 1 1 "unchecked-negate-int";
    "boolean_array" 1 2 "boolean-array";
    "byte_array" 1 2 "byte-array";
    "char_array" 1 2 "char-array";
    "short_array" 1 2 "short-array";
    "int_array" 1 2 "int-array";
    "long_array" 1 2 "long-array";
    "float_array" 1 2 "float-array";
    "double_array" 1 2 "double-array";
    "rationalize" 1 1 "rationalize";
    "booleans" 1 1 "booleans";
    "bytes" 1 1 "bytes";
    "chars" 1 1 "chars";
    "shorts" 1 1 "shorts";
    "ints" 1 1 "ints";
    "longs" 1 1 "longs";
    "floats" 1 1 "floats";
    "doubles" 1 1 "doubles";
};

// Murmur3

const MURMUR: &[NativeDef] = &[
    f("hashInt", 1, |_, a| Ok(Value::int(murmur3::hash_int(int_arg(&a[0])?)))),
    f("hashLong", 1, |_, a| Ok(Value::int(murmur3::hash_long(long_arg(&a[0])?)))),
    f("hashUnencodedChars", 1, |t, a| {
        let text = chars_arg(t, &a[0])?;
        Ok(Value::int(murmur3::hash_unencoded_chars(text.units_iter())))
    }),
    f("hashOrdered", 1, |t, a| hash_ordered(t, &a[0]).map(Value::int)),
    f("hashUnordered", 1, |t, a| hash_unordered(t, &a[0]).map(Value::int)),
    f("mixCollHash", 2, |_, a| Ok(Value::int(murmur3::mix_coll_hash(int_arg(&a[0])?, int_arg(&a[1])?)))),
];

// Compiler

/// The names of the special forms.
const SPECIALS: &[&str] = &[
    "def",
    "loop*",
    "recur",
    "if",
    "case*",
    "let*",
    "letfn*",
    "do",
    "fn*",
    "quote",
    "var",
    "clojure.core/import*",
    ".",
    "set!",
    "deftype*",
    "reify*",
    "try",
    "throw",
    "monitor-enter",
    "monitor-exit",
    "catch",
    "finally",
    "new",
    "&",
];

fn specials(t: &mut Thread) -> Result<Value> {
    let pairs = SPECIALS.iter().map(|name| (Symbol::parse(name).into(), Value::NIL)).collect();
    map::from_pairs_by_assoc(t, pairs)
}

/// `(Compiler$CompilerException. file line column symbol? phase? cause)`
fn new_compiler_exception(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some((cause, place)) = a.split_last() else { return Ok(Value::NIL) };
    let cause = cause.as_ref::<Throwable>().ok_or_else(|| Error::cannot_cast(cause, "java.lang.Throwable"))?;
    let number = |v: &Value| int_arg(v).map(|n| u32::try_from(n).unwrap_or(0));
    let at = Position { line: number(&place[1])?, column: number(&place[2])? };
    let source = place[0].as_ref::<Str>().map(|s| s.to_string_lossy());
    let symbol = place.get(3).and_then(|v| v.as_ref::<Symbol>()).map(|s| s.full_name());
    let phase = match place.get(4).and_then(|v| v.as_ref::<Keyword>()) {
        Some(name) => Phase::named(name.name_str()).unwrap_or(Phase::CompileSyntaxCheck),
        None => Phase::CompileSyntaxCheck,
    };
    let error = compiler_exception(t, phase, source.as_deref(), at, symbol.as_deref(), Error(cause.clone()));
    Ok(error.0.into())
}

const COMPILER: &[NativeDef] = &[
    f("munge", 1, |_, a| string(munge(&text_arg(&a[0])?))),
    f("demunge", 1, |_, a| string(vm::call::demunge(&text_arg(&a[0])?))),
    g("eval", 1, 2, |t, a| core_call(t, "eval", &mut a[..1])),
    f("macroexpand1", 1, |t, a| core_call(t, "macroexpand-1", a)),
    g("load", 1, 3, |t, a| core_call(t, "load-reader", &mut a[..1])),
    f("loadFile", 1, |t, a| core_call(t, "load-file", a)),
    f("currentNS", 0, |t, _| core_value(t, "*ns*")),
    f("isSpecial", 1, |t, a| {
        let all = specials(t)?;
        bool_(ops::contains(t, &all, &a[0])?)
    }),
    f("resolveIn", 3, |t, a| core_call(t, "ns-resolve", &mut a[..2])),
    f("isMacro", 1, |t, a| {
        let var = match a[0].is::<Symbol>() {
            true => core_call(t, "resolve", a)?,
            false => a[0].take(),
        };
        bool_(var.as_ref::<Var>().is_some_and(|var| var.is_macro()))
            .map(|is| if is.is_truthy() { var } else { Value::NIL })
    }),
    f("getCompilerOption", 1, |t, a| {
        let options = core_value(t, "*compiler-options*")?;
        ops::get(t, &options, &a[0])
    }),
    f("maybeResolveIn", 2, |t, a| core_call(t, "ns-resolve", a)),
    f("namesStaticMember", 1, |_, _| bool_(false)),
];

// Reflector

/// The arguments of a reflective call: an array, or nil.
fn call_args(t: &mut Thread, v: Option<&Value>) -> Result<Vec<Value>> {
    v.map_or(Ok(Vec::new()), |v| seq::to_vec(t, v))
}

/// Calls a method by name.
pub fn invoke_method(t: &mut Thread, target: &Value, name: &str, args: Vec<Value>) -> Result<Value> {
    if target.is_nil() {
        return Err(Error::null_pointer());
    }
    let mut window = args;
    if let Some(object) = target.as_ref::<runtime::instance::Instance>()
        && let Some(method) = runtime::instance::method(object, name, window.len() + 1)
    {
        window.insert(0, target.clone());
        return t.invoke(&method, &mut window);
    }
    match vm::ops::host::find_method(t, target, name, window.len() + 1) {
        Some(native) => {
            window.insert(0, target.clone());
            (native.call)(t, &mut window)
        }
        None => {
            let class = runtime::class::class_name(target);
            Err(Error::illegal_argument(if window.is_empty() {
                format!("No matching field found: {name} for class {class}")
            } else {
                format!("No matching method {name} found taking {} args for class {class}", window.len())
            }))
        }
    }
}

/// Calls a static method by name.
pub fn invoke_static(t: &mut Thread, class: &Ref<Class>, name: &str, mut args: Vec<Value>) -> Result<Value> {
    let fits = |row: &&NativeDef| {
        row.name == name && usize::from(row.min) <= args.len() && (args.len() <= usize::from(row.max) || row.max == 255)
    };
    match class.def.and_then(|def| def.statics.iter().find(fits)) {
        Some(native) => (native.call)(t, &mut args),
        None => Err(no_overload(name, args.len(), class.name_str())),
    }
}

fn reflect_class(t: &mut Thread, v: &Value) -> Result<Ref<Class>> {
    match v.as_ref::<Class>() {
        Some(class) => Ok(class.clone()),
        None => find_class(t, &text_arg(v)?),
    }
}

const REFLECTOR: &[NativeDef] = &[
    f("invokeInstanceMethod", 3, |t, a| {
        let args = call_args(t, a.get(2))?;
        invoke_method(t, &a[0].clone(), &text_arg(&a[1].clone())?, args)
    }),
    g("invokeNoArgInstanceMember", 2, 3, |t, a| invoke_method(t, &a[0].clone(), &text_arg(&a[1].clone())?, Vec::new())),
    f("invokeStaticMethod", 3, |t, a| {
        let (class, args) = (reflect_class(t, &a[0])?, call_args(t, a.get(2))?);
        invoke_static(t, &class, &text_arg(&a[1].clone())?, args)
    }),
    f("invokeConstructor", 2, |t, a| {
        let (class, mut args) = (class_arg(&a[0])?.clone(), call_args(t, a.get(1))?);
        vm::ops::host::construct(t, &class, &mut args)
    }),
    f("getInstanceField", 2, |t, a| invoke_method(t, &a[0].clone(), &text_arg(&a[1].clone())?, Vec::new())),
    f("prepRet", 2, |_, a| Ok(a[1].take())),
    f("getStaticField", 2, |t, a| {
        let (class, name) = (reflect_class(t, &a[0])?, text_arg(&a[1])?.into_owned());
        match class.def.and_then(|def| def.fields.iter().find(|(field, _)| *field == name)) {
            Some((_, field)) => field(t),
            None => Err(Error::new(ExceptionKind::NoSuchFieldException, name)),
        }
    }),
];

static RT_STATICS: [NativeDef; RT.len() + RT_OWN.len()] = join_rows(RT, RT_OWN);

const NUMBERS_OWN: &[NativeDef] = &[
    f("reduceBigInt", 1, |_, a| Ok(statics::reduced_big_int(&a[0]))),
    f("shiftLeftInt", 2, |_, a| Ok(Value::int(int_arg(&a[0])?.wrapping_shl(int_arg(&a[1])? as u32)))),
    f("shiftRightInt", 2, |_, a| Ok(Value::int(int_arg(&a[0])?.wrapping_shr(int_arg(&a[1])? as u32)))),
    f("unsignedShiftRightInt", 2, |_, a| {
        Ok(Value::int((int_arg(&a[0])? as u32).wrapping_shr(int_arg(&a[1])? as u32) as i32))
    }),
];

static NUMBERS_STATICS: [NativeDef; NUMBERS.len() + NUMBERS_OWN.len()] = join_rows(NUMBERS, NUMBERS_OWN);

/// Fields of several tables as one.
const fn join_fields<const N: usize>(parts: &[&[(&'static str, FieldFn)]]) -> [(&'static str, FieldFn); N] {
    let mut out = [parts[0][0]; N];
    let (mut n, mut part) = (0, 0);
    while part < parts.len() {
        let mut i = 0;
        while i < parts[part].len() {
            out[n] = parts[part][i];
            n += 1;
            i += 1;
        }
        part += 1;
    }
    assert!(n == N);
    out
}

const RT_OWN_FIELDS: &[(&str, FieldFn)] = &[
    ("T", |_| Ok(Value::TRUE)),
    ("F", |_| Ok(Value::FALSE)),
    ("EMPTY_ARRAY", |_| Ok(Array::of_values(Vec::new()))),
    ("OUT", |t| core_var(t, "*out*")),
    ("IN", |t| core_var(t, "*in*")),
    ("ERR", |t| core_var(t, "*err*")),
    ("CURRENT_NS", |t| core_var(t, "*ns*")),
    ("DATA_READERS", |t| core_var(t, "*data-readers*")),
    ("DEFAULT_DATA_READER_FN", |t| core_var(t, "*default-data-reader-fn*")),
    ("CLOJURE_NS", |t| {
        let found = t.runtime.namespaces.find("clojure.core");
        Ok(found.map_or(Value::NIL, Value::from))
    }),
];

static RT_FIELDS: [(&str, FieldFn); RT_OWN_FIELDS.len() + statics::RT_FIELDS.len() + statics::RT_VARS.len()] =
    join_fields(&[RT_OWN_FIELDS, statics::RT_FIELDS, statics::RT_VARS]);

const COMPILER_OWN_FIELDS: &[(&str, FieldFn)] = &[
    ("specials", specials),
    ("LOADER", |t| Ok(Loaders::of(&t.runtime).var().to_value())),
    ("SOURCE", |t| core_var(t, "*file*")),
    ("SOURCE_PATH", |t| core_var(t, "*file*")),
    ("COMPILE_PATH", |t| core_var(t, "*compile-path*")),
    ("CHAR_MAP", |t| {
        let pairs = runtime::class::MUNGED.iter();
        let pairs = pairs.map(|(c, name)| (Value::char(*c as u16), Value::str(name))).collect();
        map::from_pairs(t, pairs)
    }),
];

static COMPILER_FIELDS: [(&str, FieldFn); COMPILER_OWN_FIELDS.len() + statics::COMPILER_VARS.len()] =
    join_fields(&[COMPILER_OWN_FIELDS, statics::COMPILER_VARS]);

pub static CLASSES: &[ClassDef] = &[
    ClassDef { statics: &RT_STATICS, fields: &RT_FIELDS, ..class("clojure.lang.RT") },
    ClassDef { statics: UTIL, ..class("clojure.lang.Util") },
    ClassDef { statics: &NUMBERS_STATICS, ..class("clojure.lang.Numbers") },
    ClassDef { statics: MURMUR, ..class("clojure.lang.Murmur3") },
    ClassDef { statics: REFLECTOR, ..class("clojure.lang.Reflector") },
    ClassDef { statics: COMPILER, fields: &COMPILER_FIELDS, ..class("clojure.lang.Compiler") },
    ClassDef {
        constructors: &[ctor(4, 6, new_compiler_exception)],
        ..class("clojure.lang.Compiler$CompilerException")
    },
];
