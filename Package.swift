// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with; each feature with its Swift Evolution proposal.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metricsTesting = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "FiveOnes",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "SegmentLog", targets: ["SegmentLog"]),
        .library(name: "SegmentLogTesting", targets: ["SegmentLogTesting"]),
        .library(name: "CaseLedger", targets: ["CaseLedger"]),
        .library(name: "CaseExchange", targets: ["CaseExchange"]),
        .library(name: "CaseReactors", targets: ["CaseReactors"]),
        .library(name: "CaseLedgerTesting", targets: ["CaseLedgerTesting"]),
        .library(name: "FiveOnes", targets: ["FiveOnes"]),
        .library(name: "FiveOnesSample", targets: ["FiveOnesSample"]),
        .executable(name: "fiveones", targets: ["FiveOnesCLI"]),
        .executable(name: "segmentlog-lab", targets: ["SegmentLogLab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        // For tests only, as is what it needs.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLZ4", pkgConfig: "liblz4",
            providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
        .target(
            name: "SegmentLog", dependencies: ["CLZ4", crypto],
            swiftSettings: settings + [.strictMemorySafety()]),
        .target(
            name: "SegmentLogTesting", dependencies: ["SegmentLog", crypto],
            swiftSettings: settings),
        .executableTarget(
            name: "SegmentLogLab", dependencies: ["SegmentLog", "SegmentLogTesting", arguments],
            swiftSettings: settings),
        .target(name: "JSON", swiftSettings: settings),
        .target(
            name: "CaseLedger",
            dependencies: ["JSON", "SegmentLog", crypto, cryptoExtras, logging, metrics],
            swiftSettings: settings),
        .target(
            name: "CaseExchange", dependencies: ["CaseLedger", "JSON"], swiftSettings: settings),
        .target(
            name: "CaseReactors", dependencies: ["CaseLedger", "SegmentLog", crypto],
            swiftSettings: settings),
        .target(
            name: "CaseLedgerTesting",
            dependencies: ["CaseExchange", "CaseLedger", "SegmentLog", "SegmentLogTesting"],
            swiftSettings: settings),
        .target(
            name: "FiveOnes", dependencies: ["CaseExchange", "CaseLedger", "SegmentLog"],
            swiftSettings: settings),
        .target(name: "FiveOnesSample", dependencies: ["FiveOnes"], swiftSettings: settings),
        .executableTarget(
            name: "FiveOnesCLI", dependencies: ["FiveOnes", "FiveOnesSample", arguments],
            swiftSettings: settings),
        .testTarget(
            name: "SegmentLogTests",
            dependencies: ["SegmentLog", "SegmentLogTesting", "ToolTesting", crypto],
            swiftSettings: settings),
        .testTarget(
            name: "SegmentLogLabTests",
            dependencies: ["SegmentLog", "SegmentLogTesting", "SegmentLogLab", "ToolTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "CaseLedgerTests",
            dependencies: [
                "CaseExchange", "CaseLedger", "CaseLedgerTesting", "CaseReactors",
                "SegmentLogTesting", "ToolTesting", crypto, logging, metricsTesting,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FiveOnesTests",
            dependencies: [
                "FiveOnes", "FiveOnesSample", "CaseLedgerTesting", "SegmentLogTesting",
                "ToolTesting",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FiveOnesCLITests",
            dependencies: ["FiveOnesCLI", "FiveOnesSample", "SegmentLogTesting", "ToolTesting"],
            swiftSettings: settings),
        .target(
            name: "ToolTesting", dependencies: [subprocess, system], path: "Tests/ToolTesting",
            swiftSettings: settings),
        .testTarget(name: "HouseTests", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
