"""What a claim is: hypotheses, kinds of statement, steps of a proof and their writing; nothing here can prove."""
