// swift-tools-version: 6.2
import PackageDescription

// Versions are exact because Package.resolved is not committed: see docs/decisions/0001-dependencies.md.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A library of ours with its tests in `Tests/<name>Tests`.
struct Module {
    var name: String
    var uses: [Target.Dependency] = []
    var testsUse: [Target.Dependency] = []
    /// Files beside the tests that they read by path.
    var testsFixtures: [String] = []
    var hasTests = true
    /// Its tests look inside (`@testable`), also where it is built for release.
    var isTestable = false
}

let modules: [Module] = [
    // The words of the flow.
    Module(name: "Domain"),
    Module(name: "Hashing", uses: ["Domain", "CCrypto"]),
    // Files and folders, read and written.
    Module(name: "Files", uses: ["Hashing", "Domain"]),
    // Bytes of archives and of what is compressed in them.
    Module(name: "Archives", uses: ["Domain", "CZlib"], hasTests: false),
    // Threads of our own, beside Swift's pool.
    Module(name: "Threads", uses: ["CLinux"]),
    // Numbers.
    Module(name: "Tensors", uses: ["CKernels"]),
    Module(name: "NeuralNetworks", uses: ["Tensors", "Threads", "Domain"], testsUse: ["CAllocations"], testsFixtures: ["Golden"]),
    Module(name: "LinearAlgebra", uses: ["Domain", "CLinearAlgebra"]),
    // Pretrained encoders.
    Module(
        name: "Bases",
        uses: ["NeuralNetworks", "Tensors", "Archives", "Threads", "Files", "Hashing", "Domain"],
        testsUse: ["ZipSamples", "CAllocations"],
        testsFixtures: ["Golden"],
        isTestable: true
    ),
    // Data.
    Module(name: "TextEncoding", uses: ["Domain"], testsUse: ["CAllocations"], testsFixtures: ["Golden"]),
    Module(name: "Images", uses: ["Domain", "CImageFiles"], testsUse: ["CImageSamples"]),
    Module(name: "Rows", uses: ["Hashing", "Threads", "Domain"], testsUse: ["RowSamples"]),
    Module(
        name: "Reading",
        uses: ["Rows", "Images", "Archives", "Threads", "Domain", "CZlib", "CZstd"],
        testsUse: ["CImageSamples", "RowSamples", "ZipSamples", "Files", "Hashing"],
        testsFixtures: ["Headers"]
    ),
    // Learning.
    Module(
        name: "Models",
        uses: ["Bases", "TextEncoding", "NeuralNetworks", "Tensors", "Threads", "Rows", "Files", "Hashing", "Domain"],
        testsUse: ["BaseSamples", "CAllocations"],
        testsFixtures: ["Golden"]
    ),
    Module(
        name: "ContinualLearning",
        uses: ["Models", "NeuralNetworks", "LinearAlgebra", "Tensors", "Threads", "Rows", "Files", "Hashing", "Domain", "CLinux"],
        testsUse: ["Lineages", "Reading", "RowSamples", "BaseSamples", "Bases", "TextEncoding", "CAllocations"]
    ),
    // The flow.
    Module(name: "Registry", uses: ["Files", "Hashing", "Domain", "CDatabase", grdb]),
    Module(name: "Inbox", uses: ["Files", "Hashing", "Domain", "CLinux", logging], testsUse: ["Registry"]),
    Module(name: "Prediction", uses: ["Models", "Rows", "Images", "Domain", "Threads"], testsUse: ["CImageSamples"]),
    Module(
        name: "Pipeline",
        uses: [
            "Inbox", "Registry", "ContinualLearning", "Prediction", "Models", "Reading", "Rows", "Files", "Hashing", "Domain", "Threads",
            "CLinux",
            logging,
        ]
    ),
    // Talking.
    Module(name: "Telemetry"),
    Module(name: "LearnAPI", uses: ["Domain"]),
    Module(name: "LearnClient", uses: ["LearnAPI", "Domain", nioCore, nioPosix, nioHTTP1], testsUse: ["FakeDaemon"]),
    Module(
        name: "LearnCommands",
        uses: ["LearnClient", "LearnAPI", "Files", "Hashing", "Reading", "Rows", "Domain", "CLinux"],
        testsUse: ["FakeDaemon"]
    ),
    Module(
        name: "HTTPServer",
        uses: [
            "Prediction", "LearnAPI", "Telemetry", "Rows", "Models", "Domain", "CLinux", "CZlib", nioCore, nioPosix, nioHTTP1,
            logging, serviceLifecycle,
        ],
        testsUse: ["LearnClient", "LearnCommands", "Reading", "Files", "Hashing", "CImageSamples"]
    ),
    Module(name: "Systemd", uses: ["CSystemd", "CLinux", logging, serviceLifecycle]),
    Module(name: "Configuration", uses: ["NeuralNetworks", "Rows", "Domain", yams]),
    // All parts, put together.
    Module(
        name: "Composition",
        uses: [
            "Bases", "Pipeline", "Inbox", "Registry", "ContinualLearning", "Prediction", "HTTPServer", "LearnAPI", "Telemetry", "Systemd",
            "Configuration", "Models", "Reading", "Rows", "Files", "Hashing", "Domain", "Threads", logging, serviceLifecycle, unixSignals,
        ],
        testsUse: ["LearnClient"]
    ),
]

let ours: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let oursC: [CSetting] = [.treatAllWarnings(as: .error)]

/// The Swift runtime goes into the two programs: they start in milliseconds, use less memory, and run where no toolchain is. Done by the
/// linker alone (not `--static-swift-stdlib`, which also changes how every module is compiled), so that the tests, which need the shared
/// libraries, share one build with them. Foundation's archives refer to each other: hence the group.
let runtimeInside: [LinkerSetting] = [
    .unsafeFlags(
        ["-static-stdlib", "-Xlinker", "--start-group"]
            + [
                "Foundation", "FoundationInternationalization", "CoreFoundation", "_FoundationICU", "_FoundationCollections",
                "_FoundationCShims",
            ]
            .map { "-l\($0)" }
            + ["-lBlocksRuntime", "-Xlinker", "--end-group"]
    )
]

/// libFuzzer's program, whose `main` only `--sanitize=fuzzer` brings: see scripts/fuzz.
let fuzzer: [Target] =
    Context.environment["LEARND_FUZZ"] == nil
    ? [] : [.executableTarget(name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Driver", cSettings: oursC)]

let package = Package(
    name: "learnd",
    products: [
        .executable(name: "learnd", targets: ["learnd"]),
        .executable(name: "learnctl", targets: ["learnctl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .target(name: "CKernels", cSettings: oursC),
        .target(name: "CLinux", cSettings: oursC),
        .target(name: "CDatabase", cSettings: oursC, linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "CCrypto", cSettings: oursC, linkerSettings: [.linkedLibrary("crypto")]),
        // OpenBLAS is loaded by name, by whoever calls for it: nothing to link.
        .target(name: "CLinearAlgebra", cSettings: oursC, linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CImageFiles", cSettings: oursC, linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("jpeg")]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .executableTarget(
            name: "learnd",
            dependencies: [
                "Composition", "Configuration", "Systemd", "Pipeline", "ContinualLearning", "Models", "Bases", "TextEncoding", "Files",
                "Hashing", "Domain", "Threads",
                "CLinux",
                argumentParser, logging,
            ],
            swiftSettings: ours,
            linkerSettings: runtimeInside
        ),
        .executableTarget(
            name: "learnctl",
            dependencies: ["LearnCommands", "LearnClient", "LearnAPI", "Reading", "Domain", argumentParser],
            swiftSettings: ours,
            linkerSettings: runtimeInside
        ),
        // What `make bench` measures the server with: never installed.
        .executableTarget(
            name: "serving-bench",
            dependencies: ["HTTPServer", "Prediction", "LearnAPI", "Telemetry", "Models", "Domain", nioCore, nioPosix, nioHTTP1, logging],
            path: "Benchmarks/serving",
            swiftSettings: ours,
            linkerSettings: runtimeInside
        ),
        // The numeric core, piece by piece.
        .executableTarget(
            name: "numeric-bench",
            dependencies: ["Models", "Bases", "TextEncoding", "NeuralNetworks", "Tensors", "Threads", "Rows", "Domain", "CAllocations"],
            path: "Benchmarks/numerics/bench",
            swiftSettings: ours,
            linkerSettings: runtimeInside
        ),
        // And the reader of files.
        .executableTarget(
            name: "decoder-bench",
            dependencies: ["Reading", "Rows", "Domain"],
            path: "Benchmarks/decoder",
            swiftSettings: ours
        ),
        // Long runs: a stream of files, each predicted before it is learned.
        .executableTarget(
            name: "stream-bench",
            dependencies: ["Lineages", "ContinualLearning", "Models", "Reading", "Rows", "Files", "Hashing", "Domain", argumentParser],
            path: "Benchmarks/streams",
            swiftSettings: ours
        ),
        // Made-up rows.
        .target(name: "RowSamples", dependencies: ["Rows", "Hashing", "Domain"], path: "Tests/RowSamples", swiftSettings: ours),
        // A model's files learned one after another without a daemon: for tests and for long runs.
        .target(
            name: "Lineages",
            dependencies: ["ContinualLearning", "Models", "Rows", "Files", "Domain"],
            path: "Tests/Lineages",
            swiftSettings: ours
        ),
        // The built programs as people use them.
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["BaseSamples", "LearnClient", "LearnAPI", "Files", "Hashing", "Domain", grdb],
            exclude: ["FormerRelease", "FormerTexts"],
            swiftSettings: ours
        ),
        // Small pretrained encoders for the tests.
        .target(name: "BaseSamples", path: "Tests/BaseSamples", swiftSettings: ours),
        .target(name: "CAllocations", path: "Tests/CAllocations", cSettings: oursC),
        // Zip archives for the tests.
        .target(name: "ZipSamples", dependencies: ["CZlib"], path: "Tests/ZipSamples", swiftSettings: ours),
        // PNG and JPEG files of every kind for the tests, written by the libraries themselves.
        .target(
            name: "CImageSamples",
            path: "Tests/CImageSamples",
            cSettings: oursC,
            linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("jpeg")]
        ),
        // What the fuzzers run, and `make test` on their corpus.
        .target(name: "CFuzzTargets", dependencies: ["CKernels", "CImageFiles"], path: "Tests/Fuzzing/CTargets", cSettings: oursC),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "CFuzzTargets", "Bases", "TextEncoding", "Reading", "Images", "Rows", "Prediction", "HTTPServer", "LearnAPI", "Models",
                "Tensors",
                "ContinualLearning", "Configuration", "Threads", "Hashing", "Domain", "CZlib", nioCore, nioEmbedded,
            ],
            path: "Tests/Fuzzing/Targets",
            swiftSettings: ours
        ),
        .testTarget(name: "FuzzTargetsTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Tests", swiftSettings: ours),
        .target(name: "FakeDaemon", dependencies: [nioCore, nioPosix, nioHTTP1], path: "Tests/FakeDaemon", swiftSettings: ours),
    ]
        + fuzzer
        + modules.map { module in
            .target(
                name: module.name,
                dependencies: module.uses,
                swiftSettings: ours + (module.isTestable ? [.unsafeFlags(["-enable-testing"])] : [])
            )
        }
        + modules.filter(\.hasTests).map {
            .testTarget(
                name: "\($0.name)Tests",
                dependencies: [.byName(name: $0.name)] + $0.uses + $0.testsUse,
                exclude: $0.testsFixtures,
                swiftSettings: ours
            )
        },
    swiftLanguageModes: [.v6]
)
