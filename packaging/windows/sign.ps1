# Signs what is given: the programs of a folder, or an installer. Does nothing without a certificate.
#
# OFFTAKE_SIGN_THUMBPRINT   thumbprint of a code signing certificate in the user's store
# OFFTAKE_SIGN_TIMESTAMP    address of a time stamp service (RFC 3161)
param([Parameter(Mandatory = $true)][string]$Path)
$ErrorActionPreference = "Stop"

if (-not $env:OFFTAKE_SIGN_THUMBPRINT) {
    Write-Host "Not signed: OFFTAKE_SIGN_THUMBPRINT names no certificate."
    exit 0
}
if (-not $env:OFFTAKE_SIGN_TIMESTAMP) {
    throw "OFFTAKE_SIGN_TIMESTAMP names no time stamp service; without one a signature expires."
}
$signtool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" |
    Sort-Object FullName | Select-Object -Last 1
if (-not $signtool) { throw "signtool.exe of the Windows SDK is not installed." }

# What others have signed keeps their signature.
$files = if (Test-Path $Path -PathType Container) {
    Get-ChildItem $Path -Recurse -Include *.exe, *.dll, *.pyd |
        Where-Object { (Get-AuthenticodeSignature $_.FullName).Status -eq "NotSigned" }
} else { Get-Item $Path }
foreach ($file in $files) {
    & $signtool.FullName sign /sha1 $env:OFFTAKE_SIGN_THUMBPRINT /fd SHA256 `
        /tr $env:OFFTAKE_SIGN_TIMESTAMP /td SHA256 /d "Offtake" $file.FullName
    if ($LASTEXITCODE) { throw "$($file.FullName) could not be signed." }
}
