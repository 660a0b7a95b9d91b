// Payloads are read from JSON and written as JSON, so that whoever imports CaseLedger needs both.
@_exported public import JSON
