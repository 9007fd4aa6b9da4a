//! Linking: from `bytecode` units to code that runs.
//!
//! Nothing is linked before it is needed: a function's arity when it is first called with that number of
//! arguments. Its code is copied, its constants become values, and the operands are numbered anew, so that
//! an arity holds exactly what it names: constants by their number in its own table, functions whose
//! closures it makes by theirs. Values of a unit are made once and shared by its functions.
//!
//! Units that live as long as their runtime are *permanent*: their constants and capture-free functions are
//! never counted. In other units a function owns the code of the closures it makes, never the other way
//! round, so no cycle keeps a unit alive: capture-free functions are made anew each time, as on the JVM.
//!
//! A unit of an image is decoded piece by piece ([`Source::Lazy`]), and its plain definitions are left to their vars
//! ([`crate::definitions`]).

use crate::constants;
use crate::frame::{Child, Entry, EntryDetail, LinkedSwitch};
use crate::loader::UnitLoader;
use crate::natives::{self, NativeTable};
use crate::ops::fused;
use crate::stack::place;
use crate::stack::site::Slot;
use bytecode::lazy::LazyUnit;
use bytecode::{Arity, ConstId, Constant, Field, FuncId, Function, Insn, LocalName, Op, OperandKind, Pc, Reg, Unit};
use runtime::class::Class;
use runtime::fast_hash::FastMap;
use runtime::function::{CodeBody, CodeObject, FramePosition};
use runtime::object::{Shared, publish};
use runtime::sync::{Arc, AtomicBool, Mutex, OnceLock, Ordering, lock};
use runtime::var::Var;
use runtime::{Error, ExceptionKind, Ref, Result, Thread, Value};
use std::borrow::Cow;
use std::collections::HashSet;

/// A unit in a runtime.
pub struct LinkedUnit {
    source: Source,
    embedded: Box<[Shared]>,
    permanent: bool,
    loader: Option<Box<UnitLoader>>,
    /// Values of constants made so far.
    values: Mutex<FastMap<u32, Shared>>,
    /// Have all top-level forms run?
    settled: AtomicBool,
}

/// Where the parts of a unit come from.
pub enum Source {
    Whole(Arc<Unit>),
    /// With the functions that were decoded so far.
    Lazy(Box<LazyUnit>, Box<[OnceLock<Box<Function>>]>),
}

impl Source {
    pub fn lazy(unit: LazyUnit) -> Source {
        let functions = (0..unit.functions()).map(|_| OnceLock::new()).collect();
        Source::Lazy(Box::new(unit), functions)
    }
}

/// A unit whose chunks can be run. Cheap to clone.
#[derive(Clone)]
pub struct LoadedUnit(pub Arc<LinkedUnit>);

impl LinkedUnit {
    pub fn new(source: Source, embedded: Vec<Value>, permanent: bool, loader: Option<UnitLoader>) -> LinkedUnit {
        let embedded = embedded.into_iter().map(Shared::new).collect();
        let (loader, values) = (loader.map(Box::new), Mutex::default());
        LinkedUnit { source, embedded, permanent, loader, values, settled: AtomicBool::new(false) }
    }

    /// Where the unit is known by the names of its functions, if it is not permanent.
    pub fn loader(&self) -> Option<&UnitLoader> {
        self.loader.as_deref()
    }

    /// The vars that its code has looked up so far.
    pub fn vars(&self) -> Vec<Ref<Var>> {
        lock(&self.values).values().filter_map(|value| value.get().as_ref::<Var>().cloned()).collect()
    }

    /// The unit as the compiler made it, unless it is of the image.
    pub fn whole(&self) -> Option<&Arc<Unit>> {
        match &self.source {
            Source::Whole(unit) => Some(unit),
            Source::Lazy(..) => None,
        }
    }

    /// The undecoded unit, if it is one.
    pub fn lazy(&self) -> Option<&LazyUnit> {
        match &self.source {
            Source::Whole(_) => None,
            Source::Lazy(unit, _) => Some(unit),
        }
    }

    /// The functions of the top-level forms.
    pub fn chunks(&self) -> &[FuncId] {
        match &self.source {
            Source::Whole(unit) => &unit.chunks,
            Source::Lazy(unit, _) => &unit.chunks,
        }
    }

    /// The unit's name, and the path of its source.
    pub fn source_names(&self) -> (&str, &str) {
        match &self.source {
            Source::Whole(unit) => (&unit.name, &unit.source.path),
            Source::Lazy(unit, _) => (&unit.name, &unit.source.path),
        }
    }

    fn constant(&self, id: ConstId) -> Result<Cow<'_, Constant>> {
        let constant = match &self.source {
            Source::Whole(unit) => unit.constant(id).map(Cow::Borrowed),
            Source::Lazy(unit, _) => unit.constant(id).and_then(|decoded| decoded.ok()).map(Cow::Owned),
        };
        constant.ok_or_else(|| broken("a constant is missing"))
    }

    fn function_constant(&self, id: ConstId) -> Option<FuncId> {
        match &self.source {
            Source::Whole(unit) => match unit.constant(id)? {
                Constant::Function(function) => Some(*function),
                _ => None,
            },
            Source::Lazy(unit, _) => unit.function_constant(id),
        }
    }

    /// Does the unit live as long as its runtime?
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }

    /// A function of the unit.
    pub fn function(&self, id: FuncId) -> Result<&Function> {
        let function = match &self.source {
            Source::Whole(unit) => unit.function(id),
            Source::Lazy(unit, decoded) => decoded.get(id.index()).and_then(|cell| match cell.get() {
                Some(function) => Some(&**function),
                None => {
                    let function = Box::new(unit.function(id)?.ok()?);
                    Some(&**cell.get_or_init(|| function))
                }
            }),
        };
        function.ok_or_else(|| broken("a function is missing"))
    }

    /// An object that was embedded in code.
    pub fn embedded(&self, index: usize) -> Result<Value> {
        self.embedded.get(index).map(|s| s.get().clone()).ok_or_else(|| broken("an embedded object is missing"))
    }

    /// The value of a constant; the same object each time.
    fn value(self: &Arc<LinkedUnit>, t: &mut Thread, body: &FunctionBody, id: u32) -> Result<Shared> {
        if let Some(found) = lock(&self.values).get(&id) {
            return Ok(found.clone());
        }
        let constant = self.constant(ConstId(id))?;
        let value = match &*constant {
            Constant::Function(function) => body.function_value(*function)?,
            constant => constants::value(t, self, constant)?,
        };
        Ok(self.keep(id, value, constants::is_owned(&constant)))
    }

    /// Keeps the value of a constant and gives the one to use: another thread may have been faster.
    fn keep(&self, id: u32, value: Value, owned: bool) -> Shared {
        let value = Shared::new(value);
        if self.permanent && owned {
            make_permanent(value.get());
        }
        lock(&self.values).entry(id).or_insert(value).clone()
    }

    /// The value of a constant that is a function without captures or a native, which needs no thread.
    pub fn function_or_native(self: &Arc<LinkedUnit>, natives: &NativeTable, id: ConstId) -> Result<Shared> {
        if let Some(found) = lock(&self.values).get(&id.0) {
            return Ok(found.clone());
        }
        let value = match &*self.constant(id)? {
            Constant::Function(function) => function_of(&FunctionBody::new_code(self, *function)?),
            Constant::Native(name) => natives.find(name).map(natives::function).ok_or_else(|| broken("no native"))?,
            _ => return Err(broken("a definition of something else than a function")),
        };
        Ok(self.keep(id.0, value, true))
    }

    /// The value of any other constant but a function.
    pub fn literal(&self, t: &mut Thread, id: ConstId) -> Result<Value> {
        let constant = self.constant(id)?;
        Ok(self.keep(id.0, constants::value(t, self, &constant)?, constants::is_owned(&constant)).into_value())
    }
}

impl LinkedUnit {
    /// All top-level forms have run. What only they named, such as the vars that they defined, is not held any longer by the functions that they made.
    pub fn settle(&self) {
        if self.permanent || self.settled.swap(true, Ordering::AcqRel) || lock(&self.values).is_empty() {
            return;
        }
        let named = self.named_by_functions();
        let unused: Vec<_> = lock(&self.values).extract_if(|id, _| !named.contains(id)).collect();
        drop(unused);
    }

    /// May the constant still be asked for, by a function or a top-level form that has not run?
    pub fn may_need(&self, ids: &[ConstId]) -> Vec<ConstId> {
        if !self.settled.load(Ordering::Acquire) {
            return ids.to_vec();
        }
        let named = self.named_by_functions();
        ids.iter().copied().filter(|id| named.contains(&id.0)).collect()
    }

    /// The constants that code names other than that of the top-level forms.
    fn named_by_functions(&self) -> HashSet<u32> {
        let Some(unit) = self.whole() else { return HashSet::new() };
        let functions =
            unit.functions.iter().enumerate().filter(|(id, _)| !self.chunks().contains(&FuncId(*id as u32)));
        let mut named = HashSet::new();
        for arity in functions.flat_map(|(_, function)| &function.arities) {
            for insn in &arity.code {
                let constants = insn.op.info().operands.iter().filter(|o| o.kind.constant_kind().is_some());
                named.extend(constants.map(|operand| insn.raw(operand.field)));
            }
            named.extend(arity.switches.iter().flat_map(|switch| &switch.cases).map(|(id, _)| id.0));
        }
        named
    }

    /// The functions of a unit by their names, without the top-level forms, which nobody can name.
    pub fn named_functions(&self) -> impl Iterator<Item = (FuncId, &str)> {
        let functions = self.whole().into_iter().flat_map(|unit| &unit.functions);
        let all = functions.enumerate().map(|(i, f)| (FuncId(i as u32), f.name.as_str()));
        all.filter(|(id, _)| !self.chunks().contains(id))
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        let unit = self.whole();
        let functions = unit.into_iter().flat_map(|unit| &unit.functions);
        let code: usize = functions.flat_map(|f| &f.arities).map(|arity| arity.code.len() * size_of::<Insn>()).sum();
        let constants = unit.map_or(0, |unit| unit.constants.len()) * size_of::<Constant>();
        size_of::<LinkedUnit>() + size_of::<UnitLoader>() + code + constants
    }
}

/// How often the code of a function, in a unit that can go, refers to an object; 0 for other values. What the function's captures
/// hold does not count.
pub fn references_from(function: &Value, object: &Value) -> usize {
    let Some(function) = function.get::<runtime::function::Function>() else { return 0 };
    let Some(body) = function.code.body_as::<FunctionBody>().filter(|body| !body.unit.permanent) else { return 0 };
    let same = |constant: &Value| constant.identical(object);
    let mut found = lock(&body.unit.values).values().filter(|value| same(value.get())).count();
    let mut pending = vec![function.code.clone()];
    while let Some(code) = pending.pop() {
        let Some(body) = code.body_as::<FunctionBody>() else { continue };
        let entries = body.entries.iter().filter_map(OnceLock::get).filter_map(|entry| entry.detail.as_ref());
        found += entries.flat_map(|detail| detail.constants.iter()).filter(|slot| same(slot.get())).count();
        pending.extend(lock(&body.children).values().filter_map(|code| code.get().as_ref::<CodeObject>().cloned()));
    }
    found
}

impl Drop for LinkedUnit {
    fn drop(&mut self) {
        if let Some(loader) = &self.loader {
            loader.forget(self.named_functions().map(|(_, name)| name));
        }
    }
}

/// Exempts a published object from counting.
fn make_permanent(value: &Value) {
    if let Some(header) = value.header() {
        header.count.make_permanent();
    }
}

/// The error for a unit that does not fit together; verified units do.
#[cold]
fn broken(what: &str) -> Error {
    Error::new(ExceptionKind::LinkageError, format!("The code unit is inconsistent: {what}"))
}

/// What the VM keeps for a function: which one it is, and what has been linked of it.
pub struct FunctionBody {
    unit: Arc<LinkedUnit>,
    id: FuncId,
    entries: Box<[OnceLock<Box<Entry>>]>,
    /// Code of the functions whose closures this one makes.
    children: Mutex<FastMap<u32, Shared>>,
}

impl FunctionBody {
    /// The code object of a function.
    pub fn new_code(unit: &Arc<LinkedUnit>, id: FuncId) -> Result<Ref<CodeObject>> {
        let function = unit.function(id)?;
        let body = FunctionBody {
            unit: unit.clone(),
            id,
            entries: function.arities.iter().map(|_| OnceLock::new()).collect(),
            children: Mutex::default(),
        };
        let code = CodeObject::new_object(&function.name, Box::new(body));
        if unit.permanent {
            publish(&code.as_value());
            publish(&code.name.as_value());
            code.name.make_permanent();
            code.make_permanent();
        }
        Ok(code)
    }

    /// The unit that the function is part of.
    pub fn unit(&self) -> &Arc<LinkedUnit> {
        &self.unit
    }

    /// What the source calls the registers that hold something at an instruction, which is numbered through the function; of
    /// names that hide each other, the innermost.
    pub fn local_names(&self, pc: u32) -> Vec<(String, Reg)> {
        let Ok(function) = self.unit.function(self.id) else { return Vec::new() };
        let Some((arity, pc)) = arity_at(function, pc) else { return Vec::new() };
        let mut found: Vec<&LocalName> = Vec::new();
        for local in arity.locals.iter().filter(|local| local.start <= Pc(pc) && Pc(pc) < local.end) {
            match found.iter_mut().find(|other| other.name == local.name) {
                Some(other) if other.start <= local.start => *other = local,
                Some(_) => {}
                None => found.push(local),
            }
        }
        found.into_iter().map(|local| (local.name.clone(), local.reg)).collect()
    }

    pub fn id(&self) -> FuncId {
        self.id
    }

    /// What the source calls a captured value: the local that the function around moved or copied into the closure. That
    /// function stands shortly before its closures.
    pub fn capture_name(&self, index: u32) -> Option<String> {
        const NEAR: usize = 64;
        let own = self.id.index();
        let outer = (own.saturating_sub(NEAR)..own).rev().find_map(|id| {
            let function = self.unit.function(FuncId(id as u32)).ok()?;
            let makes = |insn: &Insn| insn.op == Op::Closure && FuncId(insn.bx()) == self.id;
            function.arities.iter().find_map(|arity| Some((arity, arity.code.iter().position(makes)?)))
        });
        let (arity, at) = outer?;
        let register = arity.code[at].a + index as u16;
        let moved = arity.code[..at].iter().rposition(|insn| insn.a == register)?;
        let insn = arity.code[moved];
        if !matches!(insn.op, Op::Move | Op::Copy) {
            return None;
        }
        let covers = |local: &&LocalName| {
            local.reg.0 == insn.b && local.start.0 as usize <= moved && moved < local.end.0 as usize
        };
        arity.locals.iter().find(covers).map(|local| local.name.clone())
    }

    /// How many values a closure of it holds.
    pub fn captures(&self) -> usize {
        self.unit.function(self.id).map_or(0, |f| usize::from(f.captures))
    }

    /// The code of a function whose closures this one makes.
    fn child(&self, id: FuncId) -> Result<Child> {
        let captures = u32::from(self.unit.function(id)?.captures);
        if let Some(code) = lock(&self.children).get(&id.0) {
            return Ok(Child { code: code.clone(), captures });
        }
        let code = Shared::new(FunctionBody::new_code(&self.unit, id)?.into());
        let code = lock(&self.children).entry(id.0).or_insert(code).clone();
        Ok(Child { code, captures })
    }

    /// A function without captures, as a value.
    fn function_value(&self, id: FuncId) -> Result<Value> {
        let child = self.child(id)?;
        match child.code.get().as_ref::<CodeObject>() {
            Some(code) if child.captures == 0 => Ok(function_of(code)),
            _ => Err(broken("a function constant captures values")),
        }
    }

    fn link(&self, t: &mut Thread, index: usize) -> Result<Entry> {
        let function = self.unit.function(self.id)?;
        let arity = function.arities.get(index).ok_or_else(|| broken("an arity is missing"))?;
        let mut linker =
            Linker { body: self, constants: Vec::new(), numbers: FastMap::default(), children: Vec::new() };
        let mut code = arity.code.clone().into_boxed_slice();
        // Operands of sixteen bits first: they need the low numbers.
        for field in [Field::C, Field::Bx] {
            for insn in &mut code {
                linker.rewrite(t, insn, field)?;
            }
        }
        code.iter_mut().for_each(name_places);
        fused::fuse(&mut code);
        let switches = arity.switches.iter().map(|switch| {
            let case = |&(id, target): &(ConstId, Pc)| Ok((self.unit.value(t, self, id.0)?, target.0));
            let cases = switch.cases.iter().map(case).collect::<Result<Box<[_]>>>()?;
            Ok(LinkedSwitch { cases, default: switch.default.0, index: OnceLock::new() })
        });
        let switches = switches.collect::<Result<Box<[_]>>>()?;
        let detail = Box::new(EntryDetail {
            code,
            constants: linker.constants.into_boxed_slice(),
            children: linker.children.into_iter().map(|(_, child)| child).collect(),
            handlers: arity.handlers.clone().into_boxed_slice(),
            switches,
            first_pc: first_pc(function, index),
        });
        Ok(Entry {
            code: detail.code.as_ptr(),
            constants: detail.constants.as_ptr().cast(),
            registers: u32::from(arity.registers).max(arity.entry_registers() as u32),
            params: arity.params,
            variadic: arity.variadic,
            detail: Some(detail),
            ..Entry::empty()
        })
    }
}

/// Numbers what one arity names.
struct Linker<'a> {
    body: &'a FunctionBody,
    constants: Vec<Slot>,
    /// Where the constants are; those that are called with some number of arguments apart, as a call site follows them.
    numbers: FastMap<(u32, Option<u8>), u32>,
    children: Vec<(u32, Child)>,
}

impl Linker<'_> {
    fn rewrite(&mut self, t: &mut Thread, insn: &mut Insn, field: Field) -> Result<()> {
        for operand in insn.op.info().operands.iter().filter(|o| o.field == field) {
            if operand.kind == OperandKind::Func {
                let number = self.child(FuncId(insn.raw(field)))?;
                insn.set_raw(field, number);
            } else if operand.kind.constant_kind().is_some() {
                let id = insn.raw(field);
                if !self.body.unit.permanent
                    && insn.op == Op::Const
                    && let Some(function) = self.body.unit.function_constant(ConstId(id))
                {
                    // See the module's header: a closure over nothing instead of a constant.
                    let number = self.child(function)?;
                    insn.op = Op::Closure;
                    insn.set_raw(field, number);
                    continue;
                }
                let site = (insn.op == Op::CallVar).then_some(insn.n);
                let number = self.constant(t, id, site)?;
                if field == Field::C && number > u32::from(u16::MAX) {
                    return Err(broken("an arity names too many constants"));
                }
                insn.set_raw(field, number);
            }
        }
        Ok(())
    }

    fn constant(&mut self, t: &mut Thread, id: u32, site: Option<u8>) -> Result<u32> {
        if let Some(&number) = self.numbers.get(&(id, site)) {
            return Ok(number);
        }
        let value = self.body.unit.value(t, self.body, id)?;
        let number = self.constants.len() as u32;
        self.constants.push(Slot::new(value));
        if site.is_some() {
            self.constants.push(Slot::site());
        }
        self.numbers.insert((id, site), number);
        Ok(number)
    }

    fn child(&mut self, id: FuncId) -> Result<u32> {
        if let Some(number) = self.children.iter().position(|(known, _)| *known == id.0) {
            return Ok(number as u32);
        }
        self.children.push((id.0, self.body.child(id)?));
        Ok(self.children.len() as u32 - 1)
    }
}

/// Names the registers of an instruction by their places.
fn name_places(insn: &mut Insn) {
    for operand in insn.op.info().operands.iter().filter(|o| o.kind.is_register()) {
        insn.set_raw(operand.field, u32::from(place(insn.raw(operand.field) as usize)));
    }
}

/// The number of an arity's first instruction among all of its function.
fn first_pc(function: &Function, index: usize) -> u32 {
    function.arities.iter().take(index).map(|a| a.code.len() as u32).sum()
}

/// A function object around code, without captures.
pub fn function_of(code: &Ref<CodeObject>) -> Value {
    let function = runtime::function::Function { code: code.clone(), meta: Value::NIL, captures: 0 };
    Ref::with_tail(function, []).into()
}

/// The linked code that takes `argc` arguments, if the function has any. Linked when first asked for.
pub fn entry_for<'a>(t: &mut Thread, code: &'a Ref<CodeObject>, argc: usize) -> Result<Option<&'a Entry>> {
    let body = (**code).body_as::<FunctionBody>().ok_or_else(|| broken("code of another maker"))?;
    let Some((index, arity)) = body.unit.function(body.id)?.arity_for(argc) else { return Ok(None) };
    let cell = body.entries.get(index).ok_or_else(|| broken("an arity is missing"))?;
    let entry = match cell.get() {
        Some(entry) => entry,
        None => {
            let entry = Box::new(body.link(t, index)?);
            cell.get_or_init(|| entry)
        }
    };
    let slot = if arity.variadic { Some(&code.rest_entry) } else { code.entries.get(argc) };
    if let Some(slot) = slot {
        slot.store(std::ptr::from_ref::<Entry>(entry).cast_mut().cast(), Ordering::Release);
    }
    Ok(Some(entry))
}

impl CodeBody for FunctionBody {
    fn class(&self) -> Option<Ref<Class>> {
        self.unit.loader.as_ref()?.class(&self.unit, self.id)
    }

    fn position(&self, pc: u32) -> FramePosition {
        let (name, path) = self.unit.source_names();
        let (file, path) = (bytecode::code::file_name(name, path).to_owned(), path.to_owned());
        let mut position = FramePosition { file, path, ..FramePosition::default() };
        let Ok(function) = self.unit.function(self.id) else { return position };
        if let Some((arity, pc)) = arity_at(function, pc)
            && let Some(found) = arity.lines.position(Pc(pc))
        {
            (position.line, position.column) = (found.line, found.column);
        }
        position
    }

    fn accepts(&self, args: usize) -> bool {
        self.unit.function(self.id).is_ok_and(|f| f.arity_for(args).is_some())
    }

    fn variadic(&self) -> Option<usize> {
        let last = self.unit.function(self.id).ok()?.arities.last()?;
        last.variadic.then_some(usize::from(last.params))
    }
}

/// The arity, and the instruction in it, of an instruction numbered through its function.
fn arity_at(function: &Function, mut pc: u32) -> Option<(&Arity, u32)> {
    for arity in &function.arities {
        let len = arity.code.len() as u32;
        if pc < len {
            return Some((arity, pc));
        }
        pc -= len;
    }
    None
}
