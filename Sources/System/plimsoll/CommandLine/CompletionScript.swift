/// Scripts that complete command lines, from the same table as everything else. They need nothing but the shell.
struct CompletionScript {
  let table: CommandTable
  let shell: Shell

  var text: String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }
}

extension CompletionScript {
  /// What may stand in the first place.
  var openings: [(word: String, summary: String)] {
    let commands = table.firstWords.map { word in
      (word: word, summary: table.command(named: word)?.summary ?? "\(table.group(word).count) commands.")
    }
    let options = GlobalOption.allCases.map { (word: $0.rawValue, summary: $0.summary) }
    return commands + [(word: "help", summary: "Explains a command.")] + options
  }

  /// First words behind which a second one belongs to the command's name.
  var groups: [String] { table.firstWords.filter { !table.group($0).isEmpty } }

  /// In single quotes, as bash, zsh and fish read it; fish alone needs its backslashes doubled.
  func quoted(_ text: String) -> String {
    let text =
      shell == .fish ? text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\") : text
    let quote = shell == .fish ? "\\'" : "'\\''"
    return "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: quote))'"
  }
}
