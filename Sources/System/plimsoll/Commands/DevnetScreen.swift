import Cryptography
import Foundation
import Glibc
import JSON
import Ledger
import Node
import SSZ
import Threading
import Units

/// What a person sees of a devnet. With `--json`, standard output has the summary and nothing else.
final class DevnetScreen: Sendable {
  private let isJSON: Bool
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private let progress = Locked(ProgressBar())

  init(isJSON: Bool) { self.isJSON = isJSON }

  func note(_ text: String) { StandardStream.error.attempt(text + "\n") }

  func showBanner(_ facts: DevnetFacts) throws {
    try (isJSON ? StandardStream.error : .output).write(facts.banner)
  }

  /// A bar on a terminal, a line now and then elsewhere; nothing for a run without end.
  func show(_ now: DevnetProgress) {
    guard let count = now.blockCount else { return }
    let text = progress.withLock { $0.text(now, of: count, isTerminal: isTerminal) }
    if let text { StandardStream.error.attempt(text) }
  }

  func endProgress() { if isTerminal { StandardStream.error.attempt("\r\u{1B}[K") } }

  func show(_ summary: DevnetSummary) throws {
    try StandardStream.output.write(isJSON ? summary.json.text(.pretty) + "\n" : summary.text)
  }
}

private struct ProgressBar {
  private let start = Date()
  private var lastShown = Date.distantPast

  static let width = 24

  mutating func text(_ now: DevnetProgress, of count: Int, isTerminal: Bool) -> String? {
    let moment = Date()
    guard now.blocks == count || moment.timeIntervalSince(lastShown) >= (isTerminal ? 0.1 : 5) else { return nil }
    lastShown = moment
    let filled = Self.width * now.blocks / max(count, 1)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    let seconds = moment.timeIntervalSince(start)
    let rest = now.blocks == 0 ? 0 : Int(seconds * Double(count - now.blocks) / Double(now.blocks))
    let line =
      "[\(bar)] \(100 * now.blocks / max(count, 1))%  block \(now.blocks)/\(count)"
      + "  \(now.tally.liquidations) liq.  \(rest) s left"
    return isTerminal ? "\r\(line)\u{1B}[K" : line + "\n"
  }
}

/// What somebody must know to use the devnet that has just started.
struct DevnetFacts {
  let node: DevnetNode
  let server: RPCServer
  let plan: DevnetPlan

  private var url: String { "http://127.0.0.1:\(server.port)" }

  /// How the person who started this calls the command line.
  private var command: String { ProcessInfo.processInfo.environment["PLIMSOLL_COMMAND"] ?? "plimsoll" }

  private var urlOption: String { server.port == DevnetPlan.usualPort ? "" : " --url \(url)" }

  var banner: String {
    let genesis = plan.genesis
    let markets = genesis.genesis.markets.elements.map(\.name).joined(separator: "  ")
    var text = """
      plimsoll \(Program.version)  (seed \(plan.configuration.seed), \(plan.configuration.populationSize) traders)

        L2       \(url)  and the same by ws://, chain \(genesis.genesis.parameters.chainID)
        L1       \(url)/l1, chain \(genesis.l1ChainID)
        Bridge   \(genesis.genesis.parameters.bridge.checksummed)
        Pages    \(url)/  /health  /ready  /metrics
        Markets  \(markets)
        Data     \(plan.dataDirectory ?? "in memory; --data DIR keeps it")
        Block    \(node.queue.sync { node.summary.head })

      Accounts, each with 1000000 USDC on the L2. The keys are public: funds sent to
      them on a live network WILL BE LOST. '\(command) keys' shows them.

      """
    for key in DevelopmentKeys.all {
      text += "  \(key.name.padding(toLength: 6, withPad: " ", startingAt: 0)) \(key.address.checksummed)\n"
    }
    return text + """

      Try:  \(command) order BTC-PERP buy 0.01 --market --as alice\(urlOption)
            \(command) account alice\(urlOption)
      Listening on 127.0.0.1:\(server.port)

      """
  }

  var json: JSONValue {
    let owners = node.queue.sync { node.developmentOwners }
    return [
      "url": .string(url), "l1Url": .string(url + "/l1"), "port": .integer(Int64(server.port)),
      "chainId": .integer(Int64(plan.genesis.genesis.parameters.chainID)),
      "l1ChainId": .integer(Int64(plan.genesis.l1ChainID)),
      "bridge": .string(plan.genesis.genesis.parameters.bridge.checksummed),
      "accounts": .array(
        owners.map { key, owner in
          [
            "name": .string(key.name), "address": .string(key.address.checksummed),
            "owner": owner.map { .integer(Int64($0.rawValue)) } ?? .null,
          ]
        }),
    ]
  }
}
