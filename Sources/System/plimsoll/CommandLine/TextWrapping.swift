/// Breaks text at spaces for a page of fixed width.
enum TextWrapping {
  /// Help is for terminals of this many columns.
  static let columns = 80

  /// Lines of at most `width` characters; a longer word has a line of its own.
  static func lines(_ words: [String], width: Int) -> [String] {
    words.reduce(into: []) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
  }

  static func lines(_ text: String, width: Int) -> [String] {
    lines(text.split(whereSeparator: \.isWhitespace).map(String.init), width: width)
  }

  /// Parts of a text between empty lines.
  static func paragraphs(_ text: String) -> [String] {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { paragraphs.append([]) } else { paragraphs[paragraphs.count - 1].append(line) }
    }
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
  }
}
