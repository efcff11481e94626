import Foundation
import JSON
import Ledger
import Merkle
import MockL1
import Sequencing
import Units
import WebServer

/// What a browser, a load balancer and a metrics collector are shown.
enum Page {
  static func respond(
    to request: HTTPRequest, of node: DevnetNode, _ completion: @escaping @Sendable (HTTPResponse) -> Void
  ) {
    guard request.method == "GET" || request.method == "HEAD" else {
      return completion(HTTPResponse(status: 405, text: "Use GET or POST.\n"))
    }
    switch request.path {
    case "/": completion(dashboard)
    case "/health": completion(HTTPResponse(status: 200, text: "ok\n"))
    case "/ready": node.queue.async { completion(ready(node)) }
    case "/metrics": node.queue.async { completion(metrics(node)) }
    default: completion(HTTPResponse(status: 404, text: "There is no page \(request.path).\n"))
    }
  }

  /// One file for a browser, which then asks by JSON-RPC for all it shows.
  private static let dashboard = HTTPResponse(
    status: 200, contentType: "text/html; charset=utf-8", body: PackageResources.dashboard_html)

  private static func ready(_ node: DevnetNode) -> HTTPResponse {
    node.engine.heads.unsafe > 0
      ? HTTPResponse(status: 200, text: "ready\n") : HTTPResponse(status: 503, text: "no block yet\n")
  }

  /// Prometheus' text format, version 0.0.4.
  private static func metrics(_ node: DevnetNode) -> HTTPResponse {
    let (heads, tally) = (node.engine.heads, node.engine.tally)
    let rows: [(String, String, String, Int128)] = [
      ("block_number{head=\"unsafe\"}", "gauge", "The last block of each head.", Int128(heads.unsafe)),
      ("block_number{head=\"safe\"}", "", "", Int128(heads.safe)),
      ("block_number{head=\"claimed\"}", "", "", Int128(heads.claimed)),
      ("block_number{head=\"finalized\"}", "", "", Int128(heads.finalized)),
      ("block_number{head=\"settled\"}", "", "", Int128(heads.settled)),
      ("l1_block_number", "gauge", "The last L1 block.", Int128(node.engine.l1.head.block.number)),
      ("transactions_total", "counter", "Transactions in blocks.", Int128(tally.transactions)),
      ("refused_total", "counter", "Transactions that were refused in blocks.", Int128(tally.refusals)),
      ("fills_total", "counter", "Trades between two orders.", Int128(tally.fills)),
      ("liquidations_total", "counter", "Accounts found below maintenance margin.", Int128(tally.liquidations)),
      ("oracle_updates_total", "counter", "Accepted price reports.", Int128(tally.oracleUpdates)),
      ("batches_total", "counter", "Batches sent to the L1.", Int128(tally.batches)),
      (
        "waiting_transactions", "gauge", "Transactions that wait for a block.", Int128(node.engine.sequencer.pool.count)
      ),
      ("subscriptions", "gauge", "Subscriptions over WebSocket.", Int128(node.feed.count)),
      ("owners", "gauge", "Owners, reserved ones included.", Int128(node.engine.state.owners.count)),
    ]
    var text = ""
    for (name, type, help, value) in rows {
      let bare = name.prefix { $0 != "{" }
      if !type.isEmpty { text += "# HELP plimsoll_\(bare) \(help)\n# TYPE plimsoll_\(bare) \(type)\n" }
      text += "plimsoll_\(name) \(value)\n"
    }
    return HTTPResponse(status: 200, contentType: "text/plain; version=0.0.4", body: Array(text.utf8))
  }
}
