update records.feed set cluster = '' where id = 1
