/// The third form: what the rows that nothing else vouches for add up to, and how many changes there were. `Seal` makes the triggers that keep the
/// sums, from the columns there are.
enum ThirdSchema {
    static let sql = """
        CREATE TABLE seal (
            name TEXT NOT NULL PRIMARY KEY,
            sum INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO seal (name, sum) VALUES ('changes', 0);
        """
}
