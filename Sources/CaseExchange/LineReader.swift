import Foundation

/// Reads a text file of any size line by line, as bytes.
///
/// Lines end in LF or CRLF; a UTF-8 byte-order mark at the start is passed over, and so are blank
/// lines, which still count. A line longer than the limit is reported and passed over; its
/// beginning is kept, so that somebody can find it.
///
/// ```swift
/// var lines = try LineReader(path: "events.jsonl")
/// while let line = try lines.next() { accept(line.bytes, at: line.number) }
/// ```
///
/// - Complexity: Memory is bounded by one chunk and one line, whatever the size of the file.
public struct LineReader {
    /// One line.
    public struct Line: Sendable {
        /// Its number, from 1.
        public let number: Int
        /// Its bytes without the line ending; only the first ``keptBytes`` if it is too long.
        public let bytes: ArraySlice<UInt8>
        /// Whether it has more bytes than the limit.
        public let isTooLong: Bool
    }

    /// The longest line accepted unless told otherwise: 1 MiB.
    public static let defaultMaximumLineBytes = 1 << 20
    /// How much of a line that is too long is kept.
    public static let keptBytes = 1_024

    private let maximumLineBytes: Int
    private let nextChunk: () throws(ImportFileError) -> [UInt8]?
    private var buffer: [UInt8] = []
    private var offset = 0
    private var number = 0
    private var isExhausted = false
    /// How many bytes of the source lie behind what has been handed out.
    public private(set) var consumedBytes = 0

    /// Reads from chunks of bytes of any size; `nil` or an empty chunk ends them.
    public init(
        maximumLineBytes: Int = LineReader.defaultMaximumLineBytes,
        chunks nextChunk: @escaping () throws(ImportFileError) -> [UInt8]?
    ) {
        self.maximumLineBytes = maximumLineBytes
        self.nextChunk = nextChunk
    }

    /// Reads from bytes in memory.
    public init(
        _ bytes: [UInt8], maximumLineBytes: Int = LineReader.defaultMaximumLineBytes
    ) {
        self.init(maximumLineBytes: maximumLineBytes) { () throws(ImportFileError) in nil }
        buffer = bytes
    }

    /// Reads from a file, 256 KiB at a time.
    ///
    /// - Throws: ``ImportFileError`` when the file cannot be opened.
    public init(
        path: String, maximumLineBytes: Int = LineReader.defaultMaximumLineBytes
    ) throws(ImportFileError) {
        guard let file = FileHandle(forReadingAtPath: path) else { throw ImportFileError(path) }
        self.init(maximumLineBytes: maximumLineBytes) { () throws(ImportFileError) in
            do { return try file.read(upToCount: 256 << 10).map { [UInt8]($0) } } catch {
                throw ImportFileError(path)
            }
        }
    }

    /// The next line that is not blank, or `nil` at the end.
    public mutating func next() throws(ImportFileError) -> Line? {
        while let line = try nextOfAny() {
            if line.isTooLong || line.bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) {
                return line
            }
        }
        return nil
    }

    private mutating func nextOfAny() throws(ImportFileError) -> Line? {
        var searched = offset
        while true {
            if let end = lineEnd(from: searched) { return take(upTo: end, next: end + 1) }
            if isExhausted {
                return offset < buffer.count ? take(upTo: buffer.count, next: buffer.count) : nil
            }
            if buffer.count - offset > maximumLineBytes + 1 { return try passLongLine() }
            searched = buffer.count - offset
            try refill()
        }
    }

    private func lineEnd(from start: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress,
                let found = memchr(base + start, 0x0A, bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private mutating func take(upTo end: Int, next: Int) -> Line {
        var bytes = buffer[offset..<end]
        if number == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        if bytes.last == 0x0D { bytes = bytes.dropLast() }
        number += 1
        consumedBytes += next - offset
        offset = next
        let isTooLong = bytes.count > maximumLineBytes
        return Line(
            number: number, bytes: isTooLong ? bytes.prefix(Self.keptBytes) : bytes,
            isTooLong: isTooLong)
    }

    private mutating func passLongLine() throws(ImportFileError) -> Line {
        let kept = buffer[offset...].prefix(Self.keptBytes)
        number += 1
        while true {
            if let end = buffer[offset...].firstIndex(of: 0x0A) {
                consumedBytes += end + 1 - offset
                offset = end + 1
                break
            }
            consumedBytes += buffer.count - offset
            offset = buffer.count
            if isExhausted { break }
            try refill()
        }
        return Line(number: number, bytes: kept, isTooLong: true)
    }

    /// Puts the next chunk behind the rest; lines handed out keep the buffer they are part of.
    private mutating func refill() throws(ImportFileError) {
        guard let chunk = try nextChunk(), !chunk.isEmpty else {
            isExhausted = true
            return reserve([])
        }
        reserve(chunk)
    }

    private mutating func reserve(_ chunk: [UInt8]) {
        buffer = offset == buffer.count ? chunk : Array(buffer[offset...]) + chunk
        offset = 0
    }
}

/// A file that cannot be opened or read.
public struct ImportFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String

    /// An error about a file.
    public init(_ path: String) { self.path = path }

    /// What to do.
    public var description: String {
        "\(path): cannot be read; check that it is there and that you may read it"
    }
}
