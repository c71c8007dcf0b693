use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let mut hub = TcpStream::connect(format!("{}:{}", args[1], args[2]))?;
    writeln!(hub, "/nick rust\nhello from Rust")?;
    for line in BufReader::new(hub).lines() {
        let line = line?;
        println!("{}", line);
        if line.ends_with(": bye") {
            break;
        }
    }
    Ok(())
}
