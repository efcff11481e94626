/// The shells for which there are completion scripts.
enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}
