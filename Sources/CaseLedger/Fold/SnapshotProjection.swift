/// A view whose state can be kept between runs, so that only what was recorded since is folded.
///
/// The state is encoded as its `Codable` conformance says, which the compiler writes: it cannot
/// forget a field. A handler that computes something else than before needs a new
/// ``Projection/version``, since nothing else tells a snapshot that it is out of date.
///
/// ```swift
/// struct LoansOpen: SnapshotProjection { … }
///
/// try ledger.keepSnapshot(of: LoansOpen.self)       // now and then
/// let open = try ledger.latest(LoansOpen.self)      // the same as view(LoansOpen.self), sooner
/// ```
public protocol SnapshotProjection: Projection, Codable {}
