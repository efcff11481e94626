/// The one table from which parsing, help, completion and manual are made.
struct CommandTable: Sendable {
  let program: String
  let version: String
  /// One sentence without a full stop, as the manual's first line wants it.
  let summary: String
  /// Paragraphs for the manual, with an empty line between two.
  let discussion: String
  /// The day of the manual's last change, in mdoc's form: `November 20, 2026`.
  let revised: String
  let commands: [CommandSpecification]
}

extension CommandTable {
  func command(named name: String) -> CommandSpecification? { commands.first { $0.name == name } }

  /// The commands of two words whose first is `word`.
  func group(_ word: String) -> [CommandSpecification] {
    commands.filter { $0.words.count == 2 && $0.words[0] == word }
  }

  /// The first words of all commands, each once, in the table's order.
  var firstWords: [String] {
    commands.map { $0.words[0] }.reduce(into: []) { words, word in
      if !words.contains(word) { words.append(word) }
    }
  }
}
