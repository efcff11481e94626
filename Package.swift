// swift-tools-version: 6.2
import PackageDescription

// The targets stand in their order of dependence: a module imports only what stands above it.

let everywhere: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// What a stranger's machine must repeat: no clock, no chance, no file, and `unsafe` is a word one can search for.
let pure = everywhere + [.strictMemorySafety()]

/// A C library from Debian, named by its pkg-config file, unless that holds flags SwiftPM refuses, and its package.
func foreign(_ name: String, _ pkgConfig: String?, apt: String) -> Target {
  .systemLibrary(name: name, path: "Sources/Foreign/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func module(_ group: String, _ name: String, _ dependencies: String..., resources: [Resource] = []) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "Sources/\(group)/\(name)",
    resources: resources, swiftSettings: group == "System" ? everywhere : pure)
}

func tests(_ name: String, _ dependencies: String...) -> Target {
  .testTarget(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "Tests/\(name)",
    swiftSettings: everywhere)
}

let package = Package(
  name: "plimsoll",
  products: [
    .executable(name: "plimsoll", targets: ["plimsoll"]),
    .library(name: "PlimsollCore", targets: ["StateTransition"]),
    .library(name: "PlimsollVerifier", targets: ["FraudProofs", "Node"]),
  ],
  targets: [
    // Foreign: libraries that others keep.
    foreign("COpenSSL", "libcrypto", apt: "libssl-dev"),
    foreign("CSecp256k1", "libsecp256k1", apt: "libsecp256k1-dev"),
    foreign("CBotan", nil, apt: "libbotan-2-dev"),
    foreign("CJansson", "jansson", apt: "libjansson-dev"),
    foreign("CSQLite", "sqlite3", apt: "libsqlite3-dev"),
    foreign("CWebSockets", "libwebsockets", apt: "libwebsockets-dev"),
    .systemLibrary(name: "CGetopt", path: "Sources/Foreign/CGetopt"),
    .systemLibrary(name: "CHost", path: "Sources/Foreign/CHost"),  // In Embedded Swift, in place of the first three.

    // Base: what everything is made of; knows nothing of markets.
    module("Base", "Cryptography", "COpenSSL", "CSecp256k1", "CBotan", "CHost"),
    module("Base", "Merkle", "Cryptography"),
    module("Base", "SSZ", "Cryptography", "Merkle"),
    module("Base", "Units", "Cryptography", "SSZ"),

    // Exchange: a transaction and a state give a new state root.
    module("Exchange", "Ledger", "Cryptography", "Merkle", "SSZ", "Units"),
    module("Exchange", "Margin", "Ledger", "SSZ", "Units"),
    module("Exchange", "Matching", "Cryptography", "Ledger", "Merkle", "Units"),
    module("Exchange", "Oracle", "Cryptography", "Ledger", "Merkle", "SSZ", "Units"),
    module(
      "Exchange", "StateTransition", "Cryptography", "Ledger", "Margin", "Matching", "Merkle", "Oracle", "SSZ",
      "Units"),

    // Rollup: blocks become batches, claims and proofs.
    module("Rollup", "FraudProofs", "Cryptography", "Ledger", "Merkle", "SSZ", "StateTransition", "Units"),
    module("Rollup", "Sequencing", "Cryptography", "Ledger", "Merkle", "StateTransition", "SSZ", "Units"),
    module("Rollup", "MockL1", "Cryptography", "Ledger", "Merkle", "SSZ", "Units"),
    module(
      "Rollup", "Settlement", "Cryptography", "FraudProofs", "Ledger", "Margin", "Merkle", "MockL1", "SSZ",
      "StateTransition", "Units"),

    // System: the only place with clocks, sockets, files and chance.
    module("System", "Threading"),
    module("System", "Storage", "CSQLite", "Cryptography"),
    module("System", "JSON", "CJansson"),
    module("System", "WebServer", "CWebSockets", "Threading"),
    module(
      "System", "Simulation", "Cryptography", "Ledger", "Merkle", "SSZ", "StateTransition", "Threading", "Units"),
    module("System", "Benchmarks", "JSON", "Ledger", "Matching", "Merkle", "Units"),
    module(
      "System", "Node", "Cryptography", "FraudProofs", "JSON", "Ledger", "Margin", "Merkle", "Matching", "MockL1",
      "Sequencing", "Settlement", "Simulation", "SSZ", "StateTransition", "Storage", "Threading", "Units",
      "WebServer", resources: [.embedInCode("Resources/dashboard.html")]),
    .executableTarget(
      name: "plimsoll",
      dependencies: [
        "Benchmarks", "CGetopt", "Cryptography", "FraudProofs", "JSON", "Ledger", "Merkle", "MockL1", "Node", "SSZ",
        "Settlement", "Simulation", "StateTransition", "Storage", "Threading", "Units", "WebServer",
      ], path: "Sources/System/plimsoll", swiftSettings: everywhere),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: everywhere),
    tests("TidyTests"),
    tests("CommandLineTests", "Benchmarks", "JSON", "plimsoll"),
    tests("CryptographyTests", "Cryptography", "TestSupport"),
    tests("PersistentTreeTests", "Cryptography", "Merkle", "TestSupport"),
    tests("MerkleTests", "Cryptography", "Merkle", "TestSupport"),
    tests("SSZTests", "Cryptography", "Merkle", "SSZ", "TestSupport"),
    tests("EIP712FileTests", "Cryptography", "Ledger", "SSZ", "Sequencing", "Units"),
    tests("LedgerTests", "Cryptography", "Ledger", "Merkle", "SSZ", "TestSupport", "Units"),
    tests("MarginTests", "Ledger", "Margin", "SSZ", "TestSupport", "Units"),
    tests("MatchingTests", "Benchmarks", "Cryptography", "Ledger", "Matching", "Merkle", "TestSupport", "Units"),
    tests("OracleTests", "Cryptography", "Ledger", "Oracle", "SSZ", "TestSupport", "Units"),
    tests(
      "StateTransitionTests", "Cryptography", "FraudProofs", "Ledger", "Margin", "Matching", "Merkle", "SSZ",
      "StateTransition", "TestSupport", "Threading", "Units"),
    tests("MockL1Tests", "Cryptography", "Ledger", "MockL1", "SSZ", "TestSupport", "Units"),
    tests(
      "SettlementTests", "Cryptography", "FraudProofs", "Ledger", "Margin", "Merkle", "MockL1", "Settlement", "SSZ",
      "StateTransition", "TestSupport", "Threading", "Units"),
    tests(
      "SimulationTests", "Cryptography", "Ledger", "Merkle", "Simulation", "SSZ", "StateTransition", "Units"),
    tests(
      "NodeTests", "CSQLite", "Cryptography", "JSON", "Ledger", "Merkle", "MockL1", "Node", "SSZ", "Sequencing",
      "Simulation",
      "Storage", "TestSupport", "Units", "WebServer"),
    tests(
      "FaultWorldTests", "Cryptography", "Ledger", "Merkle", "MockL1", "Node", "SSZ", "Sequencing", "Settlement",
      "Simulation", "StateTransition", "Storage", "TestSupport", "Threading", "Units"),
    tests("DashboardTests", "Cryptography", "JSON", "Ledger", "Node"),
    tests("BenchmarksTests", "Benchmarks", "JSON"),
    tests("JSONTests", "JSON", "TestSupport"),
    tests("WebServerTests", "TestSupport", "Threading", "WebServer"),
    tests("StorageTests", "CSQLite", "Cryptography", "Storage", "TestSupport"),
  ]
)
