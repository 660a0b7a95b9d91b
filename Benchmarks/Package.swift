// swift-tools-version: 6.2
import PackageDescription

/// The flags of the package that is measured.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]

// A package of its own, so that the peers never enter the graph of whoever embeds FiveOnes.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "fiveones-bench", targets: ["FiveOnesBench"])],
    dependencies: [
        .package(name: "FiveOnes", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .executableTarget(
            name: "FiveOnesBench",
            dependencies: [
                "CSQLite",
                .product(name: "SegmentLog", package: "FiveOnes"),
                .product(name: "SegmentLogTesting", package: "FiveOnes"),
                .product(name: "CaseLedger", package: "FiveOnes"),
                .product(name: "FiveOnes", package: "FiveOnes"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
