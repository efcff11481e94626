/// The words that stand for a choice's values at our borders, in the order in which people are told of them.
public struct Words<Value: Equatable & Sendable>: Sendable {
  private let pairs: [(word: String, value: Value)]

  public init(_ pairs: KeyValuePairs<String, Value>) { self.pairs = pairs.map { ($0.key, $0.value) } }

  public var all: [String] { pairs.map(\.word) }

  public subscript(word: String) -> Value? { pairs.first { $0.word == word }?.value }

  /// - Precondition: there is a word for every value.
  public func word(for value: Value) -> String {
    guard let pair = pairs.first(where: { $0.value == value }) else {
      preconditionFailure("there is no word for \(value)")
    }
    return pair.word
  }
}

extension [String] {
  /// `gtc, ioc or fok`.
  var alternatives: String { count < 2 ? joined() : "\(dropLast().joined(separator: ", ")) or \(self[count - 1])" }
}
