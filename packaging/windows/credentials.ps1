# Takes the certificate for signing into the user's store and names it to the next steps of the
# workflow. CERTIFICATE is a .pfx in base64; PASSWORD opens it; TIMESTAMP is a time stamp service.
$ErrorActionPreference = "Stop"

$file = Join-Path $env:RUNNER_TEMP "certificate.pfx"
[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:CERTIFICATE))
$password = ConvertTo-SecureString $env:PASSWORD -AsPlainText -Force
$certificate = Import-PfxCertificate $file -CertStoreLocation Cert:\CurrentUser\My -Password $password
Remove-Item $file
"OFFTAKE_SIGN_THUMBPRINT=$($certificate.Thumbprint)" >> $env:GITHUB_ENV
"OFFTAKE_SIGN_TIMESTAMP=$env:TIMESTAMP" >> $env:GITHUB_ENV
