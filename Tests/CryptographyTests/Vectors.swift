import Foundation

/// The files of expected values: our own beside the tests, and the conformance samples where they are installed.
enum Vectors {
  private static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let eip712 = packageRoot.appending(path: "Tests/Vectors/eip712.json")

  /// The directory that `PLIMSOLL_CONFORMANCE` names, else `../shared/conformance` beside the package.
  static let conformance: URL = {
    if let path = ProcessInfo.processInfo.environment["PLIMSOLL_CONFORMANCE"] { return URL(filePath: path) }
    return packageRoot.appending(path: "../shared/conformance")
  }()

  static let ethereum = conformance.appending(path: "eth_vectors.json")

  static var areEthereumVectorsPresent: Bool { FileManager.default.fileExists(atPath: ethereum.path) }

  /// The value in `file`, with every integer too long for `Int64` turned into a string, which keeps all its digits.
  static func read<Value: Decodable>(_ type: Value.Type, from file: URL) throws -> Value {
    try JSONDecoder().decode(type, from: Data(quotingLongNumbers(in: [UInt8](Data(contentsOf: file)))))
  }

  private static func quotingLongNumbers(in json: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var rest = json[...]
    var isInString = false
    while let byte = rest.first {
      let number = isInString ? [] : rest.prefix { "-0123456789".utf8.contains($0) }
      if !number.isEmpty {
        let quote: [UInt8] = number.count > 18 ? [0x22] : []
        output += quote + number + quote
        rest = rest.dropFirst(number.count)
      } else {
        let taken = rest.prefix(isInString && byte == 0x5c ? 2 : 1)  // A backslash hides what follows it.
        if byte == 0x22 { isInString.toggle() }
        output += taken
        rest = rest.dropFirst(taken.count)
      }
    }
    return output
  }
}
