import Foundation

extension LedgerError {
    /// What the system's file library says went wrong: the cause in words, and the file.
    ///
    /// - Returns: `nil` for an error of anybody else's.
    package static func words(ofSystem error: any Error) -> String? {
        guard error is CocoaError || error is POSIXError || type(of: error) is NSError.Type else {
            return nil
        }
        let error = error as NSError
        let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        let file =
            error.userInfo[NSFilePathErrorKey] as? String
            ?? (error.userInfo[NSURLErrorKey] as? URL)?.path
        let words =
            cause.domain == NSPOSIXErrorDomain
            ? String(cString: strerror(CInt(truncatingIfNeeded: cause.code)))
            : "the system's file library failed (\(cause.domain) \(cause.code))"
        return file.map { "\($0): \(words)" } ?? words
    }
}
