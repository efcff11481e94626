/// What help is wanted on.
enum HelpTopic: Equatable, Sendable {
  case program
  /// The commands whose first of two words this is.
  case group(String)
  case command(CommandSpecification)
}
