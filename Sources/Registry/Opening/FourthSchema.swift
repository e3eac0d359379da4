/// The fourth form: in what form a version's weights answer is a version's own, not a word in its evaluation.
enum FourthSchema {
    static let sql = """
        ALTER TABLE version ADD COLUMN precision TEXT NOT NULL DEFAULT 'single';
        UPDATE version SET precision = json_extract(evaluation, '$.precision')
            WHERE json_extract(evaluation, '$.precision') IS NOT NULL;
        """
}
