import Foundation
import FoundationNetworking
import JSON
import Node

/// A devnet without traders that answers on a free port.
struct ServedNode: Sendable {
  private let node: DevnetNode
  private let server: RPCServer

  init() throws {
    let configuration = DevnetConfiguration(
      seed: 1, populationSize: 0, history: nil, pace: .real, sealing: .manual, blockLimit: nil,
      policy: Engine.Policy(batchIntervalMs: 10_000, corruption: nil))
    node = try DevnetNode(
      configuration, genesis: .standard.starting(at: 1_700_000_000_000), store: NodeStore())
    server = try RPCServer(node, port: 0)
  }

  func stop() { server.stop() }

  /// The answer to one request, and the type that it claims to have.
  func ask(_ method: String, _ path: String, _ body: String? = nil) async throws -> Answer {
    guard let url = URL(string: "http://127.0.0.1:\(server.port)\(path)") else { throw URLError(.badURL) }
    var request = URLRequest(url: url, timeoutInterval: 20)
    request.httpMethod = method
    request.httpBody = body.map { Data($0.utf8) }
    let (data, response) = try await URLSession.shared.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    return Answer(
      status: response.statusCode, contentType: response.value(forHTTPHeaderField: "content-type"), body: Array(data))
  }

  struct Answer {
    let status: Int
    let contentType: String?
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Whether a method is there: it may refuse the call for want of parameters.
  func knows(_ method: String, at path: String) async throws -> Bool {
    let answer = try await ask("POST", path, #"{"jsonrpc": "2.0", "id": 1, "method": "\#(method)"}"#)
    return try JSONValue.parse(answer.body)["error"]?["code"]?.integerValue != RPCError.methodNotFoundCode
  }
}
