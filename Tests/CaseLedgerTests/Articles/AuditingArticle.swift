import CaseLedger
import Foundation
import SegmentLog
import Testing
import ToolTesting

/// The article on auditing, run as it stands there, commands included.
@Suite struct AuditingArticle {
    typealias BookAdded = FirstLedgerArticle.BookAdded
    typealias BookLent = FirstLedgerArticle.BookLent
    typealias BookReturned = ProjectionsArticle.BookReturned

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let folder = URL(filePath: temporaryPath())
        let keys = folder.appending(path: "keys").path
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let ledger = try Ledger.open(
            at: folder.appending(path: "ledger").path,
            events: [BookAdded.self, BookLent.self, BookReturned.self], as: .foundingIfNew)
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")
        try await ledger.record(BookAdded(book: "B-7", title: ""), by: desk)
        try await ledger.record(BookLent(book: "B-7", reader: "R-1"), by: desk)

        // article: AuditingALedger
        let signer = try LogSigner.create(
            "office.key", origin: "library.example/loans", in: FileStorage(directory: keys))
        let checkpoint = try signer.sign(ledger.prover())
        try Data(checkpoint.note.encoded).write(to: folder.appending(path: "checkpoint"))
        print("\(signer.key.verifier)")  // the public half, to be handed out by another way
        // end article

        let vkey = "\(signer.key.verifier)"
        let root = checkpoint.head.root.base64

        // article: AuditingALedger
        let proof = try ledger.proof(of: 1, signedBy: signer)
        try Data(proof.encoded).write(to: folder.appending(path: "event.tlog-proof"))
        // end article

        // article: AuditingALedger
        let key = try VerifierKey(vkey)
        let received = try LogProof(Array(Data(contentsOf: folder.appending(path: "event.tlog-proof"))))
        let event = try RecordedEvent(provenBy: received, of: key)
        print(event.actor.id, event.type, event.tags[0])
        // end article

        // article: AuditingALedger
        var forged = received
        forged.extra?[40] ^= 1
        do { _ = try RecordedEvent(provenBy: forged, of: key) } catch { print(error.code) }
        // end article

        #expect(console.lines == [vkey, "li.na book.lent/1 book:B-7", "badProof"])

        let shell = try Shell(in: folder, ["VKEY": vkey])
        var outputs: [Program.Outcome] = []
        for block in ArticleTests.shellBlocks(of: "AuditingALedger") {
            outputs.append(try await shell.run(block))
        }
        #expect(outputs.map(\.exit) == [0, 0])
        #expect(outputs[0].output.hasPrefix("proved  position 1 of library.example/loans, size 2\n"))
        #expect(outputs[1].output.contains("book:B-7"))
        #expect(outputs[1].output.contains("2 \(root)\n"))

        // article: AuditingALedger
        try await ledger.record(BookReturned(book: "B-7"), by: desk)
        let kept = try SignedCheckpoint(
            Array(Data(contentsOf: folder.appending(path: "checkpoint"))), by: key)
        try ledger.prover().requireGrowth(from: kept.head, in: "the checkpoint that we kept")
        // end article

        // article: AuditingALedger
        let stated = try await ledger.stateFile(of: [Tag("book", "B-7")], signedBy: signer, by: desk)
        let whole = try SubjectFile(stated.encoded).verify(by: key, in: ledger.catalog)
        print(whole.events.count, "events, and no other")
        // end article

        #expect(console.lines.last == "4 events, and no other")
        try ledger.close()
    }
}

/// Runs the commands of an article.
struct Shell {
    private let folder: URL
    private let environment: [String: String]

    /// A shell in a folder in which `fixtures` is this package's.
    init(in folder: URL, _ variables: [String: String]) throws {
        self.folder = folder
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "fixtures"),
            withDestinationURL: ArticleTests.root.appending(path: "fixtures"))
        let tool = try #require(Self.tool, "build the product fiveones beside the tests")
        let own = ProcessInfo.processInfo.environment
        let path = own["PATH"] ?? "/usr/bin:/bin"
        // Under a sanitizer the tool is instrumented too, and takes the same options.
        environment = own.filter { $0.key.hasSuffix("SAN_OPTIONS") }.merging(variables) { $1 }
            .merging(["PATH": "\(tool):\(path)", "LC_ALL": "C"]) { $1 }
    }

    /// Runs one block; it stops at the first command that fails.
    func run(_ block: String) async throws -> Program.Outcome {
        var shell = Program("/bin/sh", ["-ec", block], in: folder.path)
        shell.environment = environment
        return try await shell.run(joinsErrors: true)
    }

    /// The folder of the built tool, somewhere above the test program.
    private static let tool: String? = {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        for start in [own, Bundle.main.executablePath].compactMap({ $0 }) + CommandLine.arguments
        where start.hasPrefix("/") {
            var url = URL(filePath: start)
            for _ in 0..<5 {
                url.deleteLastPathComponent()
                if FileManager.default.isExecutableFile(atPath: url.path + "/fiveones") {
                    return url.path
                }
            }
        }
        return nil
    }()
}
