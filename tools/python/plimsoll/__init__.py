"""Tools around a Plimsoll devnet: its state checked by another library, its transactions signed, its RPC called."""
