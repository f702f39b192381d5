"""What the help centre spares: who begins to write to us, who does all the same, and what they had read before."""
