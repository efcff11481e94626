import Foundation

/// The files that this program and others are held against.
enum Repository {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func read<Contents: Decodable>(_ type: Contents.Type, from path: String) throws -> Contents {
    try JSONDecoder().decode(type, from: Data(contentsOf: root.appending(path: path)))
  }
}
