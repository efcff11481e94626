import Cryptography

/// A typed-data document as JSON has it.
struct JSONTypedData: Decodable {
  let document: TypedData

  private struct Form: Decodable {
    let types: [String: [Field]]
    let primaryType: String
    let domain: [String: Value]
    let message: [String: Value]
  }

  private struct Field: Decodable {
    let name: String
    let type: String
  }

  private struct Value: Decodable {
    let value: TypedDataValue

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        value = .null
      } else if let flag = try? single.decode(Bool.self) {
        value = .bool(flag)
      } else if let number = try? single.decode(Int64.self) {
        value = .number(String(number))
      } else if let text = try? single.decode(String.self) {
        value = .text(text)
      } else if let list = try? single.decode([Value].self) {
        value = .list(list.map(\.value))
      } else {
        value = .object(try single.decode([String: Value].self).mapValues(\.value))
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let form = try Form(from: decoder)
    document = TypedData(
      types: form.types.mapValues { fields in fields.map { TypedDataField(name: $0.name, type: $0.type) } },
      primaryType: form.primaryType, domain: form.domain.mapValues(\.value), message: form.message.mapValues(\.value))
  }
}
