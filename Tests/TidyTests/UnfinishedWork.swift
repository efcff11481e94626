/// Words by which people mark what they have not done. In comments they are as bad as in code, so the text is searched.
enum UnfinishedWork {
  private static let marks: Set<Substring> = ["TODO", "FIXME", "XXX", "HACK", "WIP", "TBD"]

  private static let phrases = [
    "not implemented", "not yet implemented", "unimplemented", "implement me", "to be implemented",
  ]

  static func findings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    for (index, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let mark = line.split { !$0.isLetter }.first { marks.contains($0) }.map(String.init)
      guard let found = mark ?? phrases.first(where: line.lowercased().contains) else { continue }
      findings.append(file.finding(index + 1, "'\(found)' marks unfinished work"))
    }
    return findings
  }
}
