// Whoever imports FiveOnes needs what its API speaks of: the ledger, what goes in and out, and of
// the log below it the storage, reports, copies, proofs and signatures.
@_exported public import CaseExchange
@_exported public import CaseLedger
@_exported public import struct SegmentLog.FileStorage
@_exported public import enum SegmentLog.Log
@_exported public import struct SegmentLog.LogBackup
@_exported public import struct SegmentLog.LogError
@_exported public import struct SegmentLog.LogLimits
@_exported public import struct SegmentLog.LogProof
@_exported public import class SegmentLog.LogProver
@_exported public import struct SegmentLog.LogSigner
@_exported public import class SegmentLog.LogWriter
@_exported public import struct SegmentLog.Position
@_exported public import struct SegmentLog.SignedCheckpoint
@_exported public import struct SegmentLog.SignedNote
@_exported public import struct SegmentLog.TileExport
@_exported public import struct SegmentLog.TreeHead
@_exported public import struct SegmentLog.VerifierKey
