import Dispatch
import Foundation
import JSON
import Ledger
import Node
import SSZ
import Simulation
import TestSupport
import Units
import WebServer

/// A devnet that answers on a free port and makes blocks when the test says so.
struct ServedNode {
  let node: DevnetNode
  let server: RPCServer

  init(_ node: DevnetNode, limits: WebServerLimits = WebServerLimits()) throws {
    self.node = node
    server = try RPCServer(node, port: 0, limits: limits)
  }

  /// In memory.
  init(
    population: Int = 0, history: KlineFeed? = nil, feed: FeedLimits = FeedLimits(),
    limits: WebServerLimits = WebServerLimits()
  ) throws {
    var configuration = TestDirectory.configuration(1, population, nil)
    configuration.history = history
    configuration.feed = feed
    let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    try self.init(try DevnetNode(configuration, genesis: genesis, store: NodeStore()), limits: limits)
  }

  /// Prices of the standard genesis' first two markets that stand for 10 s, and then fall by 0.4 % of that a second.
  static func fall() throws -> KlineFeed {
    let entries = try zip(DevnetGenesis.standard.genesis.markets.elements, [60_000, 3_000]).enumerated().map {
      index, market in
      let bars = (0..<90).map { second in
        let price = market.1 - max(0, second - 10) * market.1 / 250
        return "\(1_700_000_100 + second),\(price),\(price),\(price),\(price)"
      }
      let file = try KlineFile(csv: bars.joined(separator: "\n"))
      return KlineFeed.Entry(market: MarketID(UInt32(index)), rules: market.0, file: file)
    }
    return try KlineFeed(entries)
  }

  /// Makes and publishes so many blocks, one by one.
  func mine(_ count: Int) throws {
    for _ in 0..<count { try node.queue.sync { try node.makeBlocks(1) } }
  }

  /// Makes a block that is not durable yet.
  func sealOnly() throws {
    _ = try node.queue.sync { try node.makeBlock(at: node.summary.timestampMs + 250) }
  }

  /// Lets the queue do what waits in it: connections that have ended are forgotten then.
  func stop() {
    server.stop()
    node.queue.sync {}
  }

  /// Whether nobody is subscribed any more, within ten seconds.
  func isForsaken() throws -> Bool {
    for _ in 0..<500 {
      let metrics = try TestSocket(port: server.port).ask("GET", "/metrics").text
      if metrics.contains("plimsoll_subscriptions 0\n") { return true }
      usleep(20_000)
    }
    return false
  }

  func connect(receiveBufferBytes: Int32? = nil) throws -> FeedClient {
    FeedClient(try TestWebSocket(port: server.port, receiveBufferBytes: receiveBufferBytes))
  }
}
