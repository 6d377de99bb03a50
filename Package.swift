// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of their dependencies: what stands lower may import what stands higher.
// Folders are features; inside a feature, `Model` holds rules and SQL, `Web` holds HTTP and HTML.

let swift: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

// What people run is what is tested, optimised; a test runs once, and to optimise it takes longer than that.
let asWritten: SwiftSetting = .unsafeFlags(["-Onone"], .when(configuration: .release))

// What people run needs no toolchain on their machine. `--static-swift-stdlib` would say it to the compiler too, and
// the tests, which that library is not there for, would be a build of their own.
let alone: LinkerSetting = .unsafeFlags(
    [
        "-static-stdlib", "-lFoundation", "-lFoundationInternationalization", "-lFoundationEssentials",
        "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections",
    ], .when(platforms: [.linux], configuration: .release))

func library(_ name: String, path: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [])
    -> Target
{
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(path)", exclude: exclude, swiftSettings: swift)
}

/// The two targets of a feature folder: `Sources/<name>/Model` and `Sources/<name>/Web`.
func feature(_ name: String, model: [Target.Dependency] = [], web: [Target.Dependency] = []) -> [Target] {
    [
        library(
            name, path: "\(name)/Model", ["Core", "Storage", "Visibility", "Sync", "SyncProtocol"] + model),
        library(
            "\(name)Web", path: "\(name)/Web",
            ["Core", "Texts", "WebSupport", mustache, .byName(name: name)] + http + web),
    ]
}

/// - Parameter isLong: runs so long that it is optimised as well.
func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], isLong: Bool = false
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport", "Core"], exclude: exclude,
        swiftSettings: isLong ? swift : swift + [asWritten])
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
// What Hummingbird speaks in its own interface: imported by name, so named here.
let http: [Target.Dependency] = [
    hummingbird, .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "NIOCore", package: "swift-nio"),
]
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let foundations: [Target] = [
    library("Core", path: "Core"),
    library("Measures", path: "Measures"),
    // Pure: who fits whom, without a database.
    library("Matching", path: "Mentoring/Matching", ["Core"]),
    .target(
        name: "EmbeddedFiles", path: "Sources/EmbeddedFiles",
        cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
    .systemLibrary(name: "CMarkGFM", path: "Sources/CMarkGFM", pkgConfig: "libcmark-gfm"),
    .systemLibrary(name: "CMalloc", path: "Sources/CMalloc"),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib"),
    .systemLibrary(
        name: "CSQLite", path: "Sources/Storage/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
        name: "CPostgres", path: "Sources/Storage/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    library("Embedded", path: "Embedded", ["EmbeddedFiles"]),
    library("Storage", path: "Storage/Core", ["Core", "Embedded", "Measures"]),
    library(
        "StorageSQLite", path: "Storage/SQLite",
        [
            "Core", "CSQLite", "Measures", "Storage", grdb, .product(name: "GRDBSQLite", package: "GRDB.swift"),
            logging,
        ]),
    library("StoragePostgres", path: "Storage/Postgres", ["Core", "CPostgres", "Measures", "Storage", logging]),
    library("Visibility", path: "Visibility", ["Core", "Storage"]),
    library("Texts", path: "Texts", ["Core", "Embedded"], exclude: ["en.json", "ur.json"]),
    library("Mail", path: "Mail", ["Core", "Storage", "Texts", crypto, logging, lifecycle]),
    library("Markup", path: "Markup", ["Core", "CMarkGFM"]),
    // Asks others, under rules of its own.
    library(
        "Outbound", path: "Outbound",
        [
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]),
    library("SyncProtocol", path: "Sync/Protocol"),
    library(
        "Sync", path: "Sync/Engine", ["Core", "Measures", "Storage", "Visibility", "SyncProtocol", crypto, lifecycle]),
    library(
        "WebSupport", path: "WebSupport",
        ["Core", "Embedded", "Measures", "Storage", "Texts", "CZlib", mustache, crypto, logging] + http,
        exclude: ["Templates"]),
]

// What runs on members' devices: it shares the protocol's messages with the server, and nothing else.
let client: [Target] = [
    library(
        "KarwanClient", path: "Client",
        [
            "SyncProtocol", grdb, .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
    .executableTarget(
        name: "ClientExample",
        dependencies: [
            "KarwanClient", "SyncProtocol", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ], path: "Sources/ClientExample", swiftSettings: swift, linkerSettings: [alone]),
]

let features: [Target] =
    feature(
        "Accounts",
        model: ["Mail", "Texts", crypto, .product(name: "CryptoExtras", package: "swift-crypto")],
        web: [])
    + feature("Forum", model: ["Markup", "Texts"], web: ["Markup"])
    // Judges what the others hold: the one feature that stands on them.
    + feature("Moderation", model: ["Accounts", "Forum", "Embedded", "Texts", crypto], web: ["Accounts", "Forum"])
    + feature("Notices", model: ["Mail", "Markup", "Texts", crypto])
    // Events begin by the clock on the wall, as meetings of mentors do.
    + feature("Groups", model: ["Matching"])
    + feature("Visas", model: ["Embedded"])
    + feature("Timelines", model: ["Embedded", "Visas"], web: ["Visas"])
    + feature("Jobs", model: ["Mail", "Markup", "Texts", "Embedded"])
    // Of jobs here and elsewhere: what a job pays is counted as jobs count it.
    + feature("Applications", model: ["Jobs"], web: ["Jobs", "JobsWeb"])
    + feature("Opportunities", model: ["Jobs", "Markup"], web: ["Jobs"])
    + feature("Mentoring", model: ["Mail", "Matching", "Texts"], web: ["Matching"])
    + feature("Messages", model: ["Markup"])
    + [
        // Calculators: rules are data, and nothing of what people enter is kept.
        library("Points", path: "Points/Model", ["Core", "Embedded", "Storage", "SyncProtocol"]),
        library("PointsWeb", path: "Points/Web", ["Core", "Texts", "WebSupport", "Points", mustache] + http),
        library("SyncWeb", path: "Sync/Web", ["Core", "Sync", "SyncProtocol", "WebSupport"] + http),
        library(
            "PagesWeb", path: "Pages/Web",
            [
                "Core", "Embedded", "Markup", "SyncProtocol", "Texts", "WebSupport", "Accounts", "Forum", "ForumWeb",
                "Jobs", "Mentoring", "Messages", "Moderation", "Points", "Timelines", "TimelinesWeb", "Visas",
                "VisasWeb",
                mustache,
            ] + http),
    ]

let program: [Target] = [
    library(
        "App", path: "App",
        [
            "Core", "Embedded", "Measures", "Storage", "StoragePostgres", "StorageSQLite", "Texts", "Mail", "Sync",
            "SyncWeb",
            "Accounts", "AccountsWeb", "Forum", "ForumWeb", "Moderation", "ModerationWeb", "Notices", "NoticesWeb",
            "CMalloc", "Groups", "GroupsWeb", "Applications", "ApplicationsWeb", "Jobs", "JobsWeb", "Matching",
            "Mentoring", "MentoringWeb", "Messages", "MessagesWeb",
            "Opportunities", "OpportunitiesWeb", "Outbound", "PagesWeb", "Points", "PointsWeb", "Timelines",
            "TimelinesWeb", "Visas", "VisasWeb", "WebSupport", crypto, logging, lifecycle,
            .product(name: "SystemPackage", package: "swift-system"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HummingbirdHTTP2", package: "hummingbird"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOTLS", package: "swift-nio"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ] + http, exclude: ["Data"]),
    .executableTarget(
        name: "Server", dependencies: ["App"], path: "Sources/Server", swiftSettings: swift,
        linkerSettings: [alone]),
]

let proofs: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [
            "App", "Core", "CPostgres", "Storage", "StoragePostgres", "StorageSQLite", "Accounts", "Forum", "Mail",
            "Mentoring", "Moderation", "Notices", "Sync", "Jobs", "Visas",
            logging,
            .product(name: "HummingbirdTesting", package: "hummingbird"),
            .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ] + http, path: "Tests/TestSupport", swiftSettings: swift),
    tests("CoreTests"),
    tests(
        "OutboundTests",
        [
            "Outbound", .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
    tests("StorageTests", ["Embedded", "Storage", "StoragePostgres", "StorageSQLite", logging]),
    tests("WebSupportTests", ["Embedded", "Storage", "WebSupport", mustache] + http),
    tests("AccountsTests", ["Accounts", "Mail", "Storage", "Texts"]),
    tests("AccountsWebTests", ["Accounts", "Storage"]),
    tests("ForumTests", ["Forum", "Notices", "Markup", "Storage", "StorageSQLite", "Visibility"]),
    tests("ForumWebTests", ["App", "Forum", "Notices", "Outbound", "Storage", crypto]),
    tests("ModerationTests", ["Accounts", "Forum", "Moderation", "Storage"]),
    tests("ModerationWebTests", ["Embedded", "Forum", "Moderation", "Storage", "WebSupport"]),
    tests("GroupsTests", ["Forum", "Groups", "Storage"]),
    tests("GroupsWebTests", ["Forum", "Groups", "Storage"]),
    tests("PointsTests", ["Embedded", "Points", "Storage"]),
    tests("VisasTests", ["Storage", "Visas"]),
    tests("VisasWebTests", ["Storage", "Visas"]),
    tests(
        "TimelinesTests", ["App", "Embedded", "Storage", "Timelines"],
        exclude: ["timeline-statistics-cases.json"]),
    tests("JobsTests", ["Jobs", "Storage", "Visibility"]),
    tests(
        "JobsWebTests", ["App", "Jobs", "Outbound", "Storage", .product(name: "NIOCore", package: "swift-nio")],
        exclude: ["Fixtures"]),
    tests(
        "MatchingTests", ["Matching"], exclude: ["matching-cases.json", "matching-overlap-cases.json"]),
    // Measures the matcher alone: `swift run -c release MatchingBench`.
    .executableTarget(
        name: "MatchingBench", dependencies: ["Core", "Matching"], path: "Tests/Bench/Matching", swiftSettings: swift),
    tests("ApplicationsTests", ["Applications", "Jobs", "Storage"]),
    tests("ApplicationsWebTests", ["Applications", "Jobs", "Storage"]),
    tests("MentoringTests", ["Matching", "Mentoring", "Storage"]),
    tests("MessagesTests", ["Messages", "Storage"]),
    tests("MessagesWebTests", ["Groups", "Messages", "Storage"]),
    tests("MentoringWebTests", ["App", "Forum", "Matching", "Mentoring", "Storage"]),
    tests("OpportunitiesTests", ["Opportunities", "Storage"]),
    tests("OpportunitiesWebTests", ["Jobs", "Opportunities", "Storage"]),
    tests("SyncTests", ["Sync", "SyncProtocol", "Storage"]),
    tests("SyncWebTests", ["Forum", "Storage", "Sync"]),
    tests(
        "ClientTests", ["Accounts", "App", "Forum", "KarwanClient", "Storage", "SyncProtocol", grdb, logging] + http),
    tests(
        "SyncProofTests",
        ["Accounts", "App", "Forum", "Moderation", "Notices", "Storage", "Sync", "SyncProtocol", logging],
        exclude: ["Transcripts"], isLong: true),
    tests(
        "AppTests",
        [
            "Accounts", "App", "Applications", "Embedded", "Mail", "Measures", "Opportunities", "Texts", "WebSupport",
            "Forum", "Groups", "Jobs", "Mentoring", "Messages", "Moderation", "Notices", "Storage", "StorageSQLite",
            "Timelines", "Visas",
        ],
        exclude: ["routes.txt", "search-queries.json"]),
]

let package = Package(
    name: "karwan",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .executable(name: "karwan", targets: ["Server"]),
        .executable(name: "karwan-cli", targets: ["ClientExample"]),
        .library(name: "KarwanClient", targets: ["KarwanClient", "SyncProtocol"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", exact: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system.git", exact: "1.8.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
    ],
    targets: foundations + client + features + program + proofs
)
