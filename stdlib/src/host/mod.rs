//! Host classes: the Java classes that Clojure programs lean on, one table each.
//!
//! [`hierarchy`] says what extends what, for every class; the files of the packages add members. Begin with
//! [`support`] (rows and argument checkers), then [`lang::object`]. Natives of methods get the target as
//! argument 0; a row is chosen by name and number of arguments, and tells argument classes apart itself.

pub mod clojure;
pub mod concurrent;
mod hierarchy;
pub mod io;
pub mod lang;
pub mod math;
pub mod security;
pub mod support;
pub mod text;
pub mod time;
pub mod util;

use crate::name_index::name_index;
use runtime::class::ClassDef;

/// All tables. Those with members come last and so replace their bare rows.
static TABLES: &[&[ClassDef]] = &[
    &hierarchy::BARE,
    clojure::classes::CLASSES,
    clojure::interfaces::CLASSES,
    clojure::names::CLASSES,
    clojure::references::CLASSES,
    clojure::rt::CLASSES,
    clojure::statics::CLASSES,
    clojure::transients::CLASSES,
    concurrent::accumulator::CLASSES,
    concurrent::atomic::CLASSES,
    concurrent::completable::CLASSES,
    concurrent::completion::CLASSES,
    concurrent::fork_join::CLASSES,
    concurrent::executor::CLASSES,
    concurrent::executors::CLASSES,
    concurrent::future::CLASSES,
    concurrent::lock::CLASSES,
    concurrent::phaser::CLASSES,
    concurrent::queue::CLASSES,
    concurrent::stamped::CLASSES,
    concurrent::stamped_lock::CLASSES,
    concurrent::synchronizer::CLASSES,
    concurrent::unit::CLASSES,
    io::buffer::CLASSES,
    io::charset::CLASSES,
    io::data::CLASSES,
    io::random_access::CLASSES,
    io::deflate::CLASSES,
    io::file::CLASSES,
    io::files::CLASSES,
    io::net::CLASSES,
    io::path::CLASSES,
    io::reader::CLASSES,
    io::socket::CLASSES,
    io::stream::CLASSES,
    io::writer::CLASSES,
    io::zip::CLASSES,
    lang::boolean::CLASSES,
    lang::character::CLASSES,
    lang::class::CLASSES,
    lang::class_loader::CLASSES,
    lang::enums::CLASSES,
    lang::math::CLASSES,
    lang::number::CLASSES,
    lang::object::CLASSES,
    lang::process::CLASSES,
    lang::references::CLASSES,
    lang::reflect::CLASSES,
    lang::string::CLASSES,
    lang::string_builder::CLASSES,
    lang::system::CLASSES,
    lang::thread::CLASSES,
    lang::thread_builder::CLASSES,
    lang::thread_group::CLASSES,
    lang::thread_local::CLASSES,
    lang::throwable::CLASSES,
    math::big_decimal::CLASSES,
    math::big_integer::CLASSES,
    security::digest::CLASSES,
    text::date_format::CLASSES,
    text::decimal_format::CLASSES,
    text::message_format::CLASSES,
    time::adjusters::CLASSES,
    time::builder::CLASSES,
    time::calendar::CLASSES,
    time::classes::CLASSES,
    time::clock::CLASSES,
    time::duration::CLASSES,
    time::iso::CLASSES,
    time::ranges::CLASSES,
    time::legacy::CLASSES,
    time::period::CLASSES,
    time::units::CLASSES,
    time::zone_classes::CLASSES,
    util::collection::CLASSES,
    util::comparator::CLASSES,
    util::bit_set::CLASSES,
    util::enum_collections::CLASSES,
    util::formatter::CLASSES,
    util::helpers::CLASSES,
    util::iterator::CLASSES,
    util::timer::CLASSES,
    util::list::CLASSES,
    util::logging::CLASSES,
    util::map::CLASSES,
    util::map_methods::CLASSES,
    util::properties::CLASSES,
    util::random::CLASSES,
    util::regex::CLASSES,
    util::collectors::CLASSES,
    util::locale::CLASSES,
    util::stream::CLASSES,
    util::map_window::CLASSES,
    util::sub_list::CLASSES,
    util::spliterator::CLASSES,
    util::summary::CLASSES,
    util::text::CLASSES,
    util::values::CLASSES,
];

/// Every host class; of several rows the last counts.
pub fn all() -> impl Iterator<Item = &'static ClassDef> {
    TABLES.iter().copied().flatten()
}

name_index! {
    /// The host class of this name.
    pub fn find in TABLES, ClassDef
}
