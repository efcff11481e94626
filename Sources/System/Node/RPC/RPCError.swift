import JSON
import Ledger

/// An error as JSON-RPC 2.0 has it; `data.reason` is from a closed list, for programs.
public struct RPCError: Error, Equatable, Sendable {
  public let code: Int64
  public let message: String
  public var data: JSONObject

  public init(code: Int64, message: String, data: JSONObject = JSONObject()) {
    self.code = code
    self.message = message
    self.data = data
  }

  public static let parseErrorCode: Int64 = -32700
  public static let invalidRequestCode: Int64 = -32600
  public static let methodNotFoundCode: Int64 = -32601
  public static let invalidParamsCode: Int64 = -32602
  public static let internalErrorCode: Int64 = -32603
  public static let rejectedCode: Int64 = -32003
  public static let limitCode: Int64 = -32005

  public static func invalidParams(_ message: String) -> RPCError {
    RPCError(code: invalidParamsCode, message: message)
  }

  /// A transaction was refused: `data` holds the reason, its number, and the facts.
  public static func rejected(_ reason: String, _ message: String, _ facts: JSONObject = JSONObject()) -> RPCError {
    var data = JSONObject()
    data["reason"] = .string(reason)
    for member in facts.members { data[member.key] = member.value }
    return RPCError(code: rejectedCode, message: message, data: data)
  }

  var json: JSONValue {
    var object = JSONObject()
    object["code"] = .integer(code)
    object["message"] = .string(message)
    if !data.isEmpty { object["data"] = .object(data) }
    return .object(object)
  }
}
