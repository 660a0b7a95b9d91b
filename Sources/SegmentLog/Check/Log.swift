/// What is done with a whole log that nobody need have open.
///
/// ```swift
/// let report = try Log.verify(FileStorage(directory: "/var/lib/ledger"))
/// for damage in report.damage { print(damage) }
/// ```
public enum Log {}
