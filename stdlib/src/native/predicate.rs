//! Natives that ask what kind of thing a value is.

use runtime::class::Class;
use runtime::coll::list::{EmptyList, List};
use runtime::coll::queue::Queue;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::instance::implements;
use runtime::keyword::Keyword;
use runtime::reference::{delay::Delay, future::Future};
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::tagged::{ReaderConditional, TaggedLiteral};
use runtime::var::Var;
use runtime::{Thread, Value, inst, ops, uuid::Uuid};

macro_rules! predicates {
    ($($name:ident($x:ident) = $test:expr;)*) => { $(
        fn $name(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
            let [$x] = args else { return Err(Error::arity(args.len(), stringify!($name))) };
            Ok(Value::bool($test))
        }
    )* };
}

predicates! {
    is_nil(x) = x.is_nil();
    is_char(x) = x.as_char().is_some();
    is_string(x) = x.is::<Str>();
    is_map(x) = ops::is_map(x);
    is_vector(x) = ops::is_vector(x);
    is_symbol(x) = x.is::<Symbol>();
    is_keyword(x) = x.is::<Keyword>();
    is_list(x) = x.is::<List>() || x.is::<EmptyList>() || x.is::<Queue>() || implements(x, "clojure.lang.IPersistentList");
    is_set(x) = ops::is_set(x);
    is_coll(x) = ops::is_coll(x);
    is_sequential(x) = ops::is_sequential(x);
    is_associative(x) = ops::is_associative(x);
    is_counted(x) = ops::is_counted(x);
    is_reversible(x) = ops::is_reversible(x);
    is_sorted(x) = ops::is_sorted(x);
    is_indexed(x) = ops::is_indexed(x);
    is_ifn(x) = ops::is_ifn(x);
    is_fn(x) = ops::is_fn(x);
    is_boolean(x) = x.as_bool().is_some();
    is_uuid(x) = x.is::<Uuid>();
    is_inst(x) = x.is::<inst::Inst>();
    is_class(x) = x.is::<Class>();
    is_var(x) = x.is::<Var>();
    is_delay(x) = x.is::<Delay>();
    is_future(x) = x.is::<Future>();
    is_record(x) = ops::is_record(x);
    is_tagged_literal(x) = x.is::<TaggedLiteral>();
    is_reader_conditional(x) = x.is::<ReaderConditional>();
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("nil?", 1, 1, is_nil),
    NativeDef::new("char?", 1, 1, is_char),
    NativeDef::new("string?", 1, 1, is_string),
    NativeDef::new("map?", 1, 1, is_map),
    NativeDef::new("vector?", 1, 1, is_vector),
    NativeDef::new("symbol?", 1, 1, is_symbol),
    NativeDef::new("keyword?", 1, 1, is_keyword),
    NativeDef::new("list?", 1, 1, is_list),
    NativeDef::new("set?", 1, 1, is_set),
    NativeDef::new("coll?", 1, 1, is_coll),
    NativeDef::new("sequential?", 1, 1, is_sequential),
    NativeDef::new("associative?", 1, 1, is_associative),
    NativeDef::new("counted?", 1, 1, is_counted),
    NativeDef::new("reversible?", 1, 1, is_reversible),
    NativeDef::new("sorted?", 1, 1, is_sorted),
    NativeDef::new("indexed?", 1, 1, is_indexed),
    NativeDef::new("ifn?", 1, 1, is_ifn),
    NativeDef::new("fn?", 1, 1, is_fn),
    NativeDef::new("boolean?", 1, 1, is_boolean),
    NativeDef::new("uuid?", 1, 1, is_uuid),
    NativeDef::new("inst?", 1, 1, is_inst),
    NativeDef::new("class?", 1, 1, is_class),
    NativeDef::new("var?", 1, 1, is_var),
    NativeDef::new("delay?", 1, 1, is_delay),
    NativeDef::new("future?", 1, 1, is_future),
    NativeDef::new("record?", 1, 1, is_record),
    NativeDef::new("tagged-literal?", 1, 1, is_tagged_literal),
    NativeDef::new("reader-conditional?", 1, 1, is_reader_conditional),
];
