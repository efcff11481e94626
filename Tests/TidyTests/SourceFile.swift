/// One file of the tree.
struct SourceFile {
  /// From the root, with slashes.
  let path: String
  let text: String
  let tokens: [SourceToken]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    tokens = path.hasSuffix(".swift") ? SourceLexer.tokens(of: text) : []
  }

  /// `Base`, `Exchange`, `Rollup`, `System` or `Foreign`; nil outside `Sources`.
  var group: String? { folder(1) }

  var module: String? { folder(2) }

  private func folder(_ index: Int) -> String? {
    let parts = path.split(separator: "/")
    return parts.count > index + 1 && parts[0] == "Sources" ? String(parts[index]) : nil
  }

  /// A file that must do the same on a stranger's machine.
  var isPure: Bool { ["Base", "Exchange", "Rollup"].contains(group) }

  /// The names of imported modules, also in the form `import struct Module.Type`.
  var imports: [SourceToken] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    return tokens.indices.compactMap { index in
      guard tokens[index].text == "import", tokens[index].kind == .word else { return nil }
      return tokens[(index + 1)...].first { !kinds.contains($0.text) }
    }
  }

  func finding(_ line: Int, _ message: String) -> Finding { Finding(path: path, line: line, message: message) }
}
