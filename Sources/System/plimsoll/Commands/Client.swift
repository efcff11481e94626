import Cryptography
import Foundation
import FoundationNetworking
import JSON
import Ledger
import Node
import SSZ
import Units

/// A running devnet, as the commands talk to it.
struct Client {
  private let url: String
  private let key: PrivateKey?

  enum Layer { case l1, l2 }

  /// For a command that only reads.
  init(reading arguments: ParsedArguments) throws { try self.init(arguments, key: nil) }

  /// For a command that has the options of a signer.
  init(signing arguments: ParsedArguments) throws { try self.init(arguments, key: try Self.key(arguments)) }

  private init(_ arguments: ParsedArguments, key: PrivateKey?) throws {
    self.key = key
    url = arguments.required("url")
    guard URL(string: url)?.host != nil else {
      throw arguments.refusal(of: "url", because: "must be an address such as http://127.0.0.1:9545")
    }
  }

  private static func key(_ arguments: ParsedArguments) throws -> PrivateKey? {
    if let name = arguments.string("as") {
      guard let key = DevelopmentKeys.named(name) else {
        throw arguments.refusal(
          of: "as", because: "must be one of \(DevelopmentKeys.all.map(\.name).joined(separator: ", "))")
      }
      return key.privateKey
    }
    guard let text = arguments.string("key") else { return nil }
    guard let bytes = Bytes32(hex: text), let key = PrivateKey(bytes) else {
      throw arguments.refusal(of: "key", because: "must be a private key, 32 bytes in hexadecimal")
    }
    return key
  }

  func signer() throws -> PrivateKey {
    guard let key else {
      throw CommandFailure(exitCode: .usage, message: "whose? Name an account with --as, or give a --key")
    }
    return key
  }

  func call(layer: Layer = .l2, _ method: String, _ parameters: JSONValue...) throws -> JSONValue {
    try call(layer: layer, method, parameters)
  }

  func call(layer: Layer, _ method: String, _ parameters: [JSONValue]) throws -> JSONValue {
    let request: JSONValue = ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(parameters)]
    let reply = try JSONValue.parse(try post(request.bytes(), to: layer == .l1 ? url + "/l1" : url))
    if let error = reply["error"] {
      let data = error["data"].map { "\n" + PlainText.of($0) } ?? ""
      throw CommandFailure(
        exitCode: .checkFailed, message: (error["message"]?.stringValue ?? error.description) + data.trimmed)
    }
    return reply["result"] ?? .null
  }

  private func post(_ body: [UInt8], to address: String) throws -> [UInt8] {
    guard let target = URL(string: address) else {
      throw CommandFailure(exitCode: .usage, message: "'\(address)' is not a URL")
    }
    var request = URLRequest(url: target)
    request.httpMethod = "POST"
    request.httpBody = Data(body)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    let answer = Answer()
    URLSession.shared.dataTask(with: request) { data, _, error in answer.set(data, error) }.resume()
    guard let data = answer.wait() else {
      throw CommandFailure(
        exitCode: .unavailable,
        message: "nobody answers at \(address). Start a devnet with 'tools/devnet', or name another with --url")
    }
    return Array(data)
  }

  /// The time of the last block, and so many seconds.
  func timestampMs(after seconds: Int) throws -> JSONValue {
    .integer((try call("rollup_heads")["timestampMs"]?.integerValue ?? 0) + Int64(seconds) * 1_000)
  }

  /// Of all markets, by number.
  func marketSymbols() throws -> [JSONValue] {
    (try call("perp_markets").arrayValue ?? []).compactMap { $0["symbol"] }
  }

  func show(_ value: JSONValue, _ arguments: ParsedArguments) throws {
    try StandardStream.output.write(arguments.flag("json") ? value.text(.pretty) + "\n" : PlainText.of(value))
  }
}

/// What a request that runs elsewhere brings back.
private final class Answer: @unchecked Sendable {
  private let arrival = DispatchSemaphore(value: 0)
  private var data: Data?

  func set(_ data: Data?, _ error: (any Error)?) {
    if error == nil { self.data = data }
    arrival.signal()
  }

  func wait() -> Data? {
    arrival.wait()
    return data
  }
}

extension String {
  func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(width - count, 0)) + self }

  fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
