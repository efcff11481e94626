import Foundation

/// The checkout in which these tests were compiled.
struct SourceTree {
  /// Entries of the top level beside those that begin with a dot.
  static let topLevel: Set = ["Package.swift", "Sources", "Tests", "genesis", "tools", "README.md", "LICENSE"]

  let root: URL

  static let ours = SourceTree(
    root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent())

  func text(of path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The files of UTF-8 text under these folders, by path.
  func files(under folders: String...) throws -> [SourceFile] {
    try folders.flatMap { folder -> [SourceFile] in
      let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
      return paths.sorted().compactMap { path -> SourceFile? in
        guard !path.contains("__pycache__"), let text = try? text(of: "\(folder)/\(path)") else { return nil }
        return SourceFile(path: "\(folder)/\(path)", text: text)
      }
    }
  }

  func topLevelFindings() throws -> [Finding] {
    Self.topLevelFindings(of: try FileManager.default.contentsOfDirectory(atPath: root.path))
  }

  static func topLevelFindings(of entries: [String]) -> [Finding] {
    entries.filter { !$0.hasPrefix(".") && !topLevel.contains($0) }.sorted().map {
      Finding(path: $0, line: 1, message: "does not belong on the top level")
    }
  }
}
